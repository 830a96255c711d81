"""The PyPI client py-autotask, as it comes, against the simulator: what its author learned of real tenants must hold
here too, and its wrong operators must do the harm here that they do there."""

import base64
import contextlib
import json
import logging
import os
import sys
import unittest
from unittest import mock

from py_autotask import AutotaskClient
from py_autotask.auth import AutotaskAuth
from py_autotask.exceptions import AutotaskAPIError, AutotaskAuthError
from py_autotask.types import QueryFilter, QueryRequest

SIMULATOR = json.loads(os.environ["DESKBELL_PEERS_SIM"])
CONTACTS = 1200
CUSTOMERS = [175, 176, 177, 178]


def connect(**different):
    key = {
        "username": SIMULATOR["user"],
        "integration_code": SIMULATOR["tracking_id"],
        "secret": SIMULATOR["secret"],
        "api_url": SIMULATOR["url"].rstrip("/"),
    }
    return AutotaskClient.create(**{**key, **different})


def ticket(title):
    return {"title": title, "companyID": 175, "status": 1, "priority": 2, "queueID": 29682833}


class Peer(unittest.TestCase):
    def setUp(self):
        self.client = connect()
        self.addCleanup(self.client.close)


class Zone(Peer):
    """The client knows one address to ask; its class is told another from outside, since its code stays as it is."""

    def setUp(self):
        super().setUp()
        discovery = SIMULATOR["url"] + "v1.0/zoneInformation"
        patch = mock.patch.object(AutotaskAuth, "ZONE_INFO_URL", discovery)
        patch.start()
        self.addCleanup(patch.stop)

    def test_it_is_found_by_the_user_name(self):
        with contextlib.closing(connect(api_url=None)) as client:
            self.assertEqual(client.companies.get(0)["companyName"], "Practice MSP")
            self.assertEqual(client.auth.zone_info.url, SIMULATOR["url"])

    def test_an_unknown_user_has_none(self):
        with contextlib.closing(connect(api_url=None, username="nobody@nowhere.example")) as client:
            with self.assertRaisesRegex(AutotaskAuthError, "Zone information could not be determined"):
                client.companies.get(0)


class Query(Peer):
    def companies(self, *conditions):
        small = QueryFilter(field="id", op="lt", value=179)
        found = self.client.companies.query([*conditions, small])
        return [company["id"] for company in found.items]

    def test_a_record_by_id_and_none_where_there_is_none(self):
        self.assertEqual(self.client.contacts.get(30682901)["firstName"], "Dana")
        self.assertIsNone(self.client.contacts.get(1))

    def test_its_right_operators_do_what_they_say(self):
        def found(op, value):
            return self.companies(QueryFilter(field="companyName", op=op, value=value))

        self.assertEqual(found("eq", "Contoso Ltd"), [175])
        self.assertEqual(found("beginsWith", "Con"), [175])
        self.assertEqual(found("in", ["Contoso Ltd", "Northwind Traders"]), [175, 177])
        self.assertEqual(found("notIn", ["Contoso Ltd", "Northwind Traders"]), [0, 176, 178])

    def test_its_wrong_operators_are_dropped_without_a_word(self):
        everything = [0, *CUSTOMERS]
        self.assertEqual(self.companies(QueryFilter(field="companyName", op="ne", value="Contoso Ltd")), everything)
        self.assertEqual(self.companies(QueryFilter(field="companyName", op="isNull")), everything)
        self.assertEqual(self.companies(QueryFilter(field="parentCompanyID", op="isNotNull")), everything)

    def test_between_which_its_own_query_refuses_is_dropped_when_it_counts(self):
        between = QueryFilter(field="id", op="between", value=[175, 176])
        small = QueryFilter(field="id", op="lt", value=179)
        counted = self.client.count("Companies", QueryRequest(filter=[between, small]))
        self.assertEqual(counted, len([0, *CUSTOMERS]))

    def test_a_wrong_field_is_a_500(self):
        with self.assertRaisesRegex(AutotaskAPIError, "HTTP 500"):
            self.client.tickets.query({"op": "eq", "field": "queueName", "value": "x"})


class Paging(Peer):
    def test_1200_rows_come_along_their_ids(self):
        ids, pages = [], []
        while True:
            after = QueryFilter(field="id", op="gt", value=ids[-1] if ids else -1)
            page = self.client.contacts.query([after], include_fields=["id"], max_records=500)
            ids += [contact["id"] for contact in page.items]
            pages.append(page.page_details.count)
            if page.page_details.next_page_url is None:
                break
        self.assertEqual(pages, [500, 500, 200])
        self.assertEqual(len(set(ids)), CONTACTS)

    def test_its_own_paging_stops_after_the_first_500(self):
        logging.disable(logging.CRITICAL)
        self.addCleanup(logging.disable, logging.NOTSET)
        self.assertEqual(len(self.client.contacts.query_all()), 500)
        everything = QueryRequest(filter=[QueryFilter(field="id", op="gte", value=0)])
        self.assertEqual(self.client.count("Contacts", everything), CONTACTS)


class Write(Peer):
    def test_a_ticket_is_made_and_read_back(self):
        made = self.client.tickets.create(ticket("Made by py-autotask"))
        there = self.client.tickets.get(made.item_id)
        self.assertEqual(there["title"], "Made by py-autotask")
        self.assertRegex(there["ticketNumber"], r"^T\d{8}\.\d{4}$")

    def test_a_ticket_in_the_words_of_the_old_api_lacks_its_company(self):
        """Unknown fields are ignored, so AccountID is no companyID."""
        with self.assertRaisesRegex(AutotaskAPIError, "HTTP 500"):
            self.client.tickets.create_ticket("Old words", "x", account_id=175, queue_id=29682833, priority=2, status=1)

    def test_a_note_is_made_at_its_ticket(self):
        made = self.client.tickets.create(ticket("With a note"))
        note = {"ticketID": made.item_id, "title": "A note", "description": "Text", "noteType": 1, "publish": 2}
        notes = self.client.entities.get_entity("TicketNotes")
        noted = notes.create(note)
        mine = notes.query({"op": "eq", "field": "ticketID", "value": made.item_id})
        self.assertEqual([(row["id"], row["title"]) for row in mine.items], [(noted.item_id, "A note")])

    def test_an_attachment_is_made_at_its_ticket(self):
        made = self.client.tickets.create(ticket("With an attachment"))
        attached = self.client.entities.ticket_attachments.create(
            {
                "ticketID": made.item_id,
                "attachmentType": "FILE_ATTACHMENT",
                "fullPath": "note.txt",
                "title": "note.txt",
                "publish": 2,
                "data": base64.b64encode(b"text").decode(),
            }
        )
        mine = self.client.query(
            "TicketAttachments", {"filter": [{"op": "eq", "field": "ticketID", "value": made.item_id}]}
        )
        self.assertEqual([(row["id"], row["fileSize"]) for row in mine.items], [(attached.item_id, 4)])


class Metadata(Peer):
    def test_fields_and_rights_are_told(self):
        fields = {field["name"]: field for field in self.client.get_field_info("Tickets")["fields"]}
        self.assertEqual((fields["title"]["length"], fields["queueID"]["isPickList"]), (255, True))
        info = self.client.get_entity_info("TicketAttachments")["info"]
        self.assertEqual((info["canCreate"], info["canUpdate"]), (True, False))


class Refusal(Peer):
    def test_a_wrong_secret_is_a_401(self):
        with contextlib.closing(connect(secret="wrong-and-not-real")) as client:
            with self.assertRaises(AutotaskAuthError):
                client.companies.get(0)

    def test_a_wrong_tracking_identifier_is_a_500(self):
        with contextlib.closing(connect(integration_code="WRONG0000000000000000000000")) as client:
            with self.assertRaisesRegex(AutotaskAPIError, "HTTP 500"):
                client.companies.get(0)


if __name__ == "__main__":
    # Standard output is where `cargo xtask test` counts.
    unittest.main(testRunner=unittest.TextTestRunner(stream=sys.stdout, verbosity=2))
