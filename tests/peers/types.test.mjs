// What our client uses, and what the simulator claims, against the types made from the vendor's own Swagger.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'smol-toml';
import { simulator } from './simulator.mjs';
import { answerOf, catalogue, collections, fieldsOf } from './types.mjs';

const USED = new URL('../../src-tauri/crates/autotask-psa/tests/used.toml', import.meta.url);

const TYPES = {
  integer: 'number',
  long: 'number',
  decimal: 'number',
  double: 'number',
  string: 'string',
  datetime: 'string',
  boolean: 'boolean',
};

/** A second view of the rows of TicketAttachments, which never shows their content. */
const KNOWN = ['AttachmentInfo.data is not the vendor’s', 'AttachmentInfo.isTaskAttachment is not the vendor’s'];

/** The path's JSON; null where the simulator has no such thing. */
async function ask(path) {
  const key = { UserName: simulator.user, Secret: simulator.secret, ApiIntegrationCode: simulator.tracking_id };
  const answer = await fetch(`${simulator.url}V1.0/${path}`, { headers: key });
  if (answer.status === 404) return null;
  assert.equal(answer.status, 200, path);
  return answer.json();
}

/** The collections that the simulator has, each with what it says of itself. */
const simulated = [];
for (const name of collections) {
  const fields = await ask(`${name}/entityInformation/fields`);
  if (fields !== null) {
    const { info } = await ask(`${name}/entityInformation`);
    simulated.push({ name, info, fields: fields.fields });
  }
}

/** Whether the vendor has a call that is used with a collection. */
function exists(call, collection) {
  const [verb, path] = call.split(' ');
  const { parents, parentWriteOnly, ...can } = catalogue(collection);
  const here = {
    [`GET ${collection}/entityInformation`]: true,
    [`GET ${collection}/entityInformation/fields`]: true,
    [`GET ${collection}/{id}`]: can.canGet,
    [`POST ${collection}/query`]: can.canQuery,
    [`POST ${collection}/query/count`]: can.canCount,
    // Where a page's cursor leads.
    [`POST ${collection}/query/next`]: can.canQuery,
    [`GET ${collection}/entityInformation/userDefinedFields`]: can.hasUserDefinedFields,
    [`POST ${collection}`]: can.canCreate && !parentWriteOnly,
    [`PATCH ${collection}`]: can.canUpdate && !parentWriteOnly,
  };
  if (`${verb} ${path}` in here) return here[call];
  const parent = parents.find((parent) => path.startsWith(`${parent}/{id}/`));
  const segment = parent && path.slice(`${parent}/{id}/`.length).split('/')[0];
  return segment !== undefined && collection.endsWith(segment) && { GET: can.canGet, POST: can.canCreate }[verb] === true;
}

/** What of an entry of used.toml the vendor does not have. */
function strange([name, { calls = [], asked = [], written = [], read = [] }]) {
  const known = fieldsOf(name) ?? answerOf(name);
  if (known === undefined) return [`${name} is not the vendor’s`];
  const wrongCalls = fieldsOf(name) ? calls.filter((call) => !exists(call, name)) : [];
  const fields = [...asked, ...written, ...read].filter((field) => !known.has(field));
  return [...wrongCalls, ...fields.map((field) => `${name}.${field} is not the vendor’s`)];
}

test('our client uses only calls and fields that the vendor has', () => {
  const used = Object.entries(parse(readFileSync(USED, 'utf8')));
  assert.ok(used.some(([name]) => name === 'Tickets'), 'used.toml is empty');
  assert.deepEqual(used.flatMap(strange), []);
});

test('a call or a field that the vendor does not have is noticed', () => {
  const wrong = { calls: ['POST TicketNotes', 'DELETE TicketNotes'], asked: ['queueName'], written: ['text'], read: ['id'] };
  assert.deepEqual(strange(['TicketNotes', wrong]), [
    'POST TicketNotes',
    'DELETE TicketNotes',
    'TicketNotes.queueName is not the vendor’s',
    'TicketNotes.text is not the vendor’s',
  ]);
  assert.deepEqual(strange(['Queues', {}]), ['Queues is not the vendor’s']);
});

test('the simulator has no fields that the vendor does not have, and none of another type', () => {
  const wrong = simulated.flatMap(({ name, fields }) =>
    fields.flatMap((field) => {
      const type = fieldsOf(name).get(field.name);
      if (type === undefined) return [`${name}.${field.name} is not the vendor’s`];
      return type.startsWith(TYPES[field.dataType]) ? [] : [`${name}.${field.name} is ${field.dataType}, not ${type}`];
    }),
  );
  assert.ok(simulated.length >= 14, `${simulated.length} collections are simulated`);
  assert.deepEqual(wrong.filter((line) => !KNOWN.includes(line)), []);
});

test('the simulator allows nothing that the vendor does not', () => {
  const wrong = simulated.flatMap(({ name, info }) =>
    ['canQuery', 'canCreate', 'canUpdate', 'canDelete', 'hasUserDefinedFields']
      .filter((flag) => info[flag] && !catalogue(name)[flag])
      .map((flag) => `${name}: ${flag}`),
  );
  assert.deepEqual(wrong, []);
});
