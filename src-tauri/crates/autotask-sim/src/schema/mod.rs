//! What the simulated API knows of each entity: its fields, types, lengths, and what may be done with it. Built from
//! sections 3 and 4 of `facts.md`; the values of picklists belong to the tenant, not to the schema.

mod crm;
mod setup;
mod tickets;
mod webhooks;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Integer,
    Long,
    Decimal,
    Text,
    DateTime,
    Boolean,
}

impl Kind {
    /// The word `entityInformation/fields` uses.
    pub(crate) fn data_type(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Long => "long",
            Self::Decimal => "decimal",
            Self::Text => "string",
            Self::DateTime => "datetime",
            Self::Boolean => "boolean",
        }
    }
}

#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are the flags of entityInformation/fields"
)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// The longest text, in UTF-16 units; 0 where it does not apply.
    pub(crate) length: usize,
    pub(crate) required: bool,
    pub(crate) read_only: bool,
    pub(crate) queryable: bool,
    /// The entity (in the singular) whose id this is; empty when it is none.
    pub(crate) reference: &'static str,
    pub(crate) picklist: bool,
    /// The field whose value the picklist's values belong under.
    pub(crate) picklist_parent: &'static str,
}

impl Field {
    const fn new(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            kind,
            length: 0,
            required: false,
            read_only: false,
            queryable: true,
            reference: "",
            picklist: false,
            picklist_parent: "",
        }
    }

    const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    const fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    const fn unqueryable(mut self) -> Self {
        self.queryable = false;
        self
    }

    const fn refers(mut self, entity: &'static str) -> Self {
        self.reference = entity;
        self
    }

    const fn picklist(mut self) -> Self {
        self.picklist = true;
        self
    }

    const fn under(mut self, parent: &'static str) -> Self {
        self.picklist_parent = parent;
        self
    }
}

const fn id() -> Field {
    long("id").read_only()
}

const fn int(name: &'static str) -> Field {
    Field::new(name, Kind::Integer)
}

const fn long(name: &'static str) -> Field {
    Field::new(name, Kind::Long)
}

const fn decimal(name: &'static str) -> Field {
    Field::new(name, Kind::Decimal)
}

const fn text(name: &'static str, length: usize) -> Field {
    let mut field = Field::new(name, Kind::Text);
    field.length = length;
    field
}

const fn time(name: &'static str) -> Field {
    Field::new(name, Kind::DateTime)
}

const fn flag(name: &'static str) -> Field {
    Field::new(name, Kind::Boolean)
}

/// What can be done with rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Verb {
    Query,
    Create,
    Update,
    Delete,
}

impl Verb {
    /// As the permission text says it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

#[derive(Debug)]
pub(crate) struct Entity {
    /// As it stands in paths.
    pub(crate) path: &'static str,
    /// In the singular, as texts and references name it.
    pub(crate) name: &'static str,
    /// What exists at all, at this path or at its parent's.
    pub(crate) verbs: &'static [Verb],
    /// Writes go to the parent's path (`Tickets/{id}/Notes`); here there is only reading.
    pub(crate) child_only: bool,
    pub(crate) has_udfs: bool,
    pub(crate) webhooks: bool,
    /// The path of the entity whose rows these are; another one's for a second view of the same rows.
    pub(crate) rows_of: &'static str,
    /// A field that only the rows of this view have; empty when they are all in it.
    having: &'static str,
    /// A field that every query must test for equality; empty when there is none.
    pub(crate) asked_by: &'static str,
    pub(crate) fields: &'static [Field],
}

impl Entity {
    const fn new(path: &'static str, name: &'static str, verbs: &'static [Verb], fields: &'static [Field]) -> Self {
        Self {
            path,
            name,
            verbs,
            child_only: false,
            has_udfs: false,
            webhooks: false,
            rows_of: path,
            having: "",
            asked_by: "",
            fields,
        }
    }

    const fn child_only(mut self) -> Self {
        self.child_only = true;
        self
    }

    const fn with_udfs(mut self) -> Self {
        self.has_udfs = true;
        self
    }

    const fn with_webhooks(mut self) -> Self {
        self.webhooks = true;
        self
    }

    const fn rows_of(mut self, path: &'static str) -> Self {
        self.rows_of = path;
        self
    }

    const fn having(mut self, field: &'static str) -> Self {
        self.having = field;
        self
    }

    const fn asked_by(mut self, field: &'static str) -> Self {
        self.asked_by = field;
        self
    }

    /// Is the row one of this view's?
    pub(crate) fn holds(&self, row: &crate::Row) -> bool {
        self.having.is_empty() || row.contains_key(self.having)
    }

    /// The field of that name, whatever its case.
    pub(crate) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name))
    }

    pub(crate) fn allows(&self, verb: Verb) -> bool {
        self.verbs.contains(&verb)
    }
}

/// Rows of one entity that are reached through a row of another: `{parent}/{id}/{segment}`.
#[derive(Debug)]
pub(crate) struct Children {
    pub(crate) parent: &'static str,
    pub(crate) segment: &'static str,
    pub(crate) entity: &'static str,
    /// The child's field that holds the parent's id.
    pub(crate) link: &'static str,
}

static CHILDREN: [Children; 12] = [
    Children {
        parent: "Tickets",
        segment: "Notes",
        entity: "TicketNotes",
        link: "ticketID",
    },
    Children {
        parent: "Tickets",
        segment: "Attachments",
        entity: "TicketAttachments",
        link: "ticketID",
    },
    Children {
        parent: "Tickets",
        segment: "AdditionalContacts",
        entity: "TicketAdditionalContacts",
        link: "ticketID",
    },
    Children {
        parent: "Tickets",
        segment: "AdditionalConfigurationItems",
        entity: "TicketAdditionalConfigurationItems",
        link: "ticketID",
    },
    Children {
        parent: "TicketNotes",
        segment: "Attachments",
        entity: "TicketNoteAttachments",
        link: "ticketNoteID",
    },
    Children {
        parent: "TicketWebhooks",
        segment: "Fields",
        entity: "TicketWebhookFields",
        link: "webhookID",
    },
    Children {
        parent: "TicketWebhooks",
        segment: "UdfFields",
        entity: "TicketWebhookUdfFields",
        link: "webhookID",
    },
    Children {
        parent: "TicketWebhooks",
        segment: "ExcludedResources",
        entity: "TicketWebhookExcludedResources",
        link: "webhookID",
    },
    Children {
        parent: "TicketNoteWebhooks",
        segment: "Fields",
        entity: "TicketNoteWebhookFields",
        link: "webhookID",
    },
    Children {
        parent: "Companies",
        segment: "Contacts",
        entity: "Contacts",
        link: "companyID",
    },
    Children {
        parent: "Companies",
        segment: "Locations",
        entity: "CompanyLocations",
        link: "companyID",
    },
    Children {
        parent: "TicketCategories",
        segment: "FieldDefaults",
        entity: "TicketCategoryFieldDefaults",
        link: "ticketCategoryID",
    },
];

/// Every entity there is.
pub(crate) fn entities() -> impl Iterator<Item = &'static Entity> {
    [
        &tickets::ENTITIES[..],
        &crm::ENTITIES[..],
        &setup::ENTITIES[..],
        &webhooks::ENTITIES[..],
    ]
    .into_iter()
    .flatten()
}

/// The entity at a path segment, whatever its case.
pub(crate) fn entity(path: &str) -> Option<&'static Entity> {
    entities().find(|entity| entity.path.eq_ignore_ascii_case(path))
}

/// What lies below a row of `parent` at `segment`, whatever their case.
pub(crate) fn children(parent: &str, segment: &str) -> Option<&'static Children> {
    CHILDREN
        .iter()
        .find(|children| children.parent.eq_ignore_ascii_case(parent) && children.segment.eq_ignore_ascii_case(segment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_child_and_every_shared_store_names_an_entity_that_exists() {
        for child in &CHILDREN {
            let entity = entity(child.entity).unwrap();
            assert!(entity.field(child.link).is_some(), "{}", child.entity);
        }
        for shared in entities() {
            assert!(entity(shared.rows_of).is_some(), "{}", shared.path);
        }
    }

    #[test]
    fn no_entity_has_two_fields_of_one_name() {
        for entity in entities() {
            for field in entity.fields {
                let same = entity
                    .fields
                    .iter()
                    .filter(|other| other.name.eq_ignore_ascii_case(field.name));
                assert_eq!(same.count(), 1, "{}.{}", entity.path, field.name);
            }
        }
    }
}
