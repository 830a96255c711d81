/** The fields an error can stand beside, in the order they are read, with the element that takes the cursor. Between the
 * message and the pictures stand the admin's selections. */
const FIELDS = {
  message: 'message',
  pictures: 'retake',
  name: 'name',
  email: 'email',
  phone: 'phone',
  for_name: 'for-name',
  for_email: 'for-email',
  files: 'add-file',
} as const

/** A field by the name it has in an `ErrorView`. */
export type Field = keyof typeof FIELDS | SelectionField

/** One of the admin's selections, by its id. */
export type SelectionField = `selection.${string}`

/** What is wrong, beside each field. */
export type Problems = Partial<Record<Field, string>>

/** How to say something, in the language spoken by then. */
export type Saying = () => string

/** How to say what is wrong, beside each field. */
export type Sayings = Partial<Record<Field, Saying>>

/** The fields of the From line, which are folded away until one of them needs a look. */
export const FROM_FIELDS = ['name', 'email', 'phone'] as const satisfies Field[]

/** A selection as a field. */
export const ofSelection = (id: string): SelectionField => `selection.${id}`

const isOfSelection = (name: string): name is SelectionField => name.startsWith('selection.')

/** Whether an `ErrorView` names a field this form has. */
export function isField(name: string): name is Field {
  return Object.hasOwn(FIELDS, name) || isOfSelection(name)
}

/** The first field, in reading order, that needs another look. Selections come in the order they are in. */
export function firstOf(problems: Problems | Sayings): Field | null {
  if (problems.message) return 'message'
  const selection = Object.keys(problems).find(isOfSelection)
  return selection ?? (Object.keys(FIELDS) as (keyof typeof FIELDS)[]).find((field) => problems[field]) ?? null
}

/** The element that takes the cursor; nothing while it is not there. */
export function elementOf(field: Field): HTMLElement | null {
  if (!isOfSelection(field)) return document.getElementById(FIELDS[field])
  const id = field.slice('selection.'.length)
  return document.querySelector(`[data-selection="${CSS.escape(id)}"]`)
}
