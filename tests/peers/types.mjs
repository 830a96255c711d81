// What `autotask-rest-api-types` says of each collection, from the vendor's Swagger: its fields with their types (which
// only its declarations hold) and its operations (which its catalogue holds).

import { readFileSync } from 'node:fs';
import { AUTOTASK_COLLECTIONS } from 'autotask-rest-api-types/metadata';

const declarations = (name) =>
  readFileSync(new URL(`node_modules/autotask-rest-api-types/dist/${name}.d.ts`, import.meta.url), 'utf8');

const INTERFACES = new Map(
  [...(declarations('generated/entities') + declarations('core/responses')).matchAll(/^export interface (\w+) \{\n([\s\S]*?)^\}/gm)].map(([, name, body]) => [
    name,
    new Map([...body.matchAll(/^ {4}(?:readonly )?(\w+)\??: ([^;]+);/gm)].map(([, field, type]) => [field, type])),
  ]),
);

const INTERFACE_OF = new Map(
  [...declarations('generated/registry').matchAll(/^ {4}(\w+): (\w+);/gm)].map(([, collection, name]) => [collection, name]),
);

/** What is answered besides records, by the path that answers it. */
const ANSWERS = {
  entityInformation: 'EntityInformation',
  'entityInformation/fields': 'FieldInformation',
  'entityInformation/fields/picklistValues': 'PickListValue',
  'entityInformation/userDefinedFields': 'UserDefinedFieldInformation',
  ThresholdInformation: 'ThresholdInformation',
  zoneInformation: 'ZoneInformation',
};

/** The same for an answer that is no record. */
export const answerOf = (path) => INTERFACES.get(ANSWERS[path]);

/** Field name to TypeScript type, or undefined where the vendor has no such collection. */
export const fieldsOf = (collection) => INTERFACES.get(INTERFACE_OF.get(collection));

/** `{canQuery, canCreate, …, parentWriteOnly, parents}`, or undefined. */
export const catalogue = (collection) => AUTOTASK_COLLECTIONS[collection];

export const collections = Object.keys(AUTOTASK_COLLECTIONS).filter((name) => fieldsOf(name) !== undefined);
