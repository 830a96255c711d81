// The npm client @apigrate/autotask-restapi, as it comes, against the simulator: what its authors learned of real
// tenants must hold here too.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AutotaskRestApi } from '@apigrate/autotask-restapi';
import { simulator } from './simulator.mjs';

const ALL = [{ op: 'gte', field: 'id', value: 0 }];
const CONTACTS = 1200;

const connect = ({ user = simulator.user, secret = simulator.secret, code = simulator.tracking_id } = {}) =>
  new AutotaskRestApi(user, secret, code, { base_url: simulator.url });

const ticket = (title) => ({
  id: 0,
  title,
  Description: 'Toner is out — “again” ✓',
  CompanyID: 175,
  contactID: 30682901,
  status: 1,
  priority: 2,
  QueueID: 29682833,
});

/** What the client reports of a call that has to fail. */
async function failure(call) {
  try {
    const answer = await call;
    assert.fail(`this should have failed: ${JSON.stringify(answer).slice(0, 200)}`);
  } catch (error) {
    if (error.status === undefined) throw error;
    return { status: error.status, details: error.details };
  }
}

test('zone: it is found by the user name, and the next calls go there', async () => {
  const api = connect();
  const company = await api.Companies.get(0);
  assert.equal(api.zoneInfo.url, simulator.url);
  assert.equal(typeof api.zoneInfo.zoneName, 'string');
  assert.equal(typeof api.zoneInfo.ci, 'number');
  assert.deepEqual([company.item.id, company.item.companyName], [0, 'Practice MSP']);
});

test('zone: an unknown user has none, and is then refused', async () => {
  const api = connect({ user: 'nobody@nowhere.example' });
  const refused = await failure(api.Companies.get(0));
  assert.equal(api.zoneInfo, null);
  assert.equal(refused.status, 401);
});

test('query: names are taken in any case, rows come in camelCase with the details of the page', async () => {
  const found = await connect().Companies.query({
    filter: [{ op: 'eq', field: 'CompanyName', value: 'Contoso Ltd' }],
    includeFields: ['Id', 'companyName'],
  });
  assert.deepEqual(found.items.map(({ id, companyName, phone }) => [id, companyName, phone]), [
    [175, 'Contoso Ltd', undefined],
  ]);
  assert.deepEqual(found.pageDetails, { count: 1, requestCount: 500, prevPageUrl: null, nextPageUrl: null });
});

test('query: each operator that the client documents does what it says', async () => {
  const api = connect();
  const names = async (op, value) => {
    const condition = { op, field: 'companyName', ...(value === undefined ? {} : { value }) };
    const found = await api.Companies.query({ filter: [condition, { op: 'lt', field: 'id', value: 179 }] });
    return found.items.map((company) => company.id);
  };
  assert.deepEqual(await names('beginsWith', 'Con'), [175]);
  assert.deepEqual(await names('endsWith', 'Inc.'), [176]);
  assert.deepEqual(await names('contains', 'wind'), [177]);
  assert.deepEqual(await names('noteq', 'Contoso Ltd'), [0, 176, 177, 178]);
  assert.deepEqual(await names('in', ['Contoso Ltd', 'Northwind Traders']), [175, 177]);
  assert.deepEqual(await names('notIn', ['Contoso Ltd', 'Northwind Traders']), [0, 176, 178]);
  assert.deepEqual(await names('exist'), [0, 175, 176, 177, 178]);
  assert.deepEqual(await names('notExist'), []);
});

test('paging: 1,200 rows come page by page along the addresses of the next page, by POST with the same filter', async () => {
  const api = connect();
  const body = { filter: ALL, includeFields: ['id'] };
  const ids = [];
  const pages = [];
  let page = await api.Contacts.query(body);
  for (;;) {
    ids.push(...page.items.map((contact) => contact.id));
    pages.push(page.pageDetails.count);
    const next = page.pageDetails.nextPageUrl;
    if (next === null) break;
    const versioned = `${api.zoneInfo.url}V1.0`;
    assert.ok(next.startsWith(`${versioned}/Contacts/query/next?paging=`), next);
    page = await api._post(next.slice(versioned.length), body);
  }
  assert.deepEqual(pages, [500, 500, 200]);
  assert.equal(new Set(ids).size, CONTACTS);
});

test('paging: the next page of a POST is not to be had by GET', async () => {
  const api = connect();
  const first = await api.Contacts.query({ filter: ALL });
  const next = first.pageDetails.nextPageUrl.slice(`${api.zoneInfo.url}V1.0`.length);
  const refused = await failure(api._get(next));
  assert.equal(refused.status, 405);
  assert.match(refused.details.Message, /does not support http method 'GET'/);
});

test('paging: 1,200 rows come along their ids as well, and count says how many there are', async () => {
  const api = connect();
  const ids = [];
  for (let last = -1; ; last = ids.at(-1)) {
    const page = await api.Contacts.query({ filter: [{ op: 'gt', field: 'id', value: last }], maxRecords: 450 });
    ids.push(...page.items.map((contact) => contact.id));
    if (page.items.length < 450) break;
  }
  assert.equal(ids.length, CONTACTS);
  assert.deepEqual(await api.Contacts.count({ filter: ALL }), { queryCount: CONTACTS });
});

test('create: a ticket answers its id alone, and reads back with a number, as Windows-1252 keeps it', async () => {
  const api = connect();
  const made = await api.Tickets.create(ticket('Made by apigrate'), { ImpersonationResourceId: 29682885 });
  assert.deepEqual(Object.keys(made), ['itemId']);
  const { item } = await api.Tickets.get(made.itemId);
  assert.match(item.ticketNumber, /^T\d{8}\.\d{4}$/);
  assert.equal(item.description, 'Toner is out — “again” ?');
  assert.equal(item.creatorResourceID, 29682885);
  assert.equal(item.impersonatorCreatorResourceID, 29682890);
});

test('create: what is wrong with a ticket is a 500 with texts', async () => {
  const refused = await failure(connect().Tickets.create({ ...ticket('Wrong'), priority: 3 }));
  assert.equal(refused.status, 500);
  assert.match(refused.details.errors[0], /^Picklist value \[3\] does not exist for priority/);
});

test('update: a patch changes what it sends and nothing else', async () => {
  const api = connect();
  const { itemId } = await api.Tickets.create(ticket('To be completed'));
  assert.deepEqual(await api.Tickets.update({ id: itemId, status: 5 }), { itemId });
  const { item } = await api.Tickets.get(itemId);
  assert.deepEqual([item.status, item.title], [5, 'To be completed']);
});

test('note: it is made at its ticket, found by query, and has no address of its own to be made at', async () => {
  const api = connect();
  const { itemId } = await api.Tickets.create(ticket('With a note'));
  const note = { title: 'For technicians', description: 'Line one\nline two', noteType: 1, publish: 2 };
  const made = await api.TicketNotes.create(itemId, note);
  const found = await api.TicketNotes.query({ filter: [{ op: 'eq', field: 'ticketID', value: itemId }] });
  assert.deepEqual(found.items.map(({ id, title, publish }) => ({ id, title, publish })), [
    { id: made.itemId, title: 'For technicians', publish: 2 },
  ]);
  assert.equal(await api._post('/TicketNotes', { ...note, ticketID: itemId }), null, 'a 404, which the client swallows');
});

test('attachment: its content comes in the answer at its ticket, which is a list', async () => {
  const api = connect();
  const { itemId } = await api.Tickets.create(ticket('With an attachment'));
  const data = Buffer.from('The printer says PC LOAD LETTER.').toString('base64');
  const made = await api.TicketAttachments.create(itemId, {
    id: 0,
    attachmentType: 'FILE_ATTACHMENT',
    fullPath: 'printer.txt',
    title: 'printer.txt',
    contentType: 'text/plain',
    publish: 2,
    data,
  });
  const read = await api.TicketAttachments.get(itemId, made.itemId);
  assert.deepEqual(read.items.map((file) => file.data), [data]);
  const info = await api.AttachmentInfo.get(made.itemId);
  assert.deepEqual([info.item.title, info.item.data ?? null], ['printer.txt', null]);
});

test('field info: fields come with their flags, and picklists with values that are texts', async () => {
  const { fields } = await connect().Tickets.fieldInfo();
  const field = (name) => fields.find((field) => field.name === name);
  assert.deepEqual([field('title').dataType, field('title').length, field('title').isRequired], ['string', 255, true]);
  assert.equal(field('subIssueType').picklistParentValueField, 'issueType');
  const medium = field('priority').picklistValues.find((value) => value.label === 'Medium');
  assert.deepEqual([medium.value, medium.isActive], ['2', true]);
  const { info } = await connect().Tickets.info();
  assert.deepEqual([info.canCreate, info.canDelete, info.hasUserDefinedFields], [true, false, true]);
});

test('threshold: it says how much of the hour is used, and asking counts', async () => {
  const api = connect();
  const first = await api.ThresholdInformation.get('');
  const second = await api.ThresholdInformation.get('');
  assert.deepEqual([first.externalRequestThreshold, first.requestThresholdTimeframe], [10000, 60]);
  assert.ok(second.currentTimeframeRequestCount > first.currentTimeframeRequestCount);
});

test('wrong secret: an empty 401', async () => {
  const refused = await failure(connect({ secret: 'wrong-and-not-real' }).Companies.get(0));
  assert.deepEqual(refused, { status: 401, details: '' });
});

test('wrong tracking identifier: a 500 that says so', async () => {
  const refused = await failure(connect({ code: 'WRONG0000000000000000000000' }).Companies.get(0));
  assert.deepEqual(refused, { status: 500, details: { errors: ['IntegrationCode is invalid.'] } });
});

test('wrong field: a 500 that names it and the entity', async () => {
  const refused = await failure(connect().Tickets.query({ filter: [{ op: 'eq', field: 'queueName', value: 'x' }] }));
  assert.deepEqual(refused, { status: 500, details: { errors: ['Unable to find queueName in the Ticket Entity.'] } });
});

test('unknown operator: it is dropped without a word, and the rows are the wrong ones', async () => {
  const found = await connect().Companies.query({ filter: [{ op: 'startsWith', field: 'companyName', value: 'Con' }] });
  const all = await connect().Companies.query({ filter: ALL });
  assert.equal(found.items.length, all.items.length);
});

test('missing record: nothing, not an error', async () => {
  assert.equal(await connect().Tickets.get(1), null);
});
