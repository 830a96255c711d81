/** The fields an error can stand beside, in the order they are read, with the element that takes the cursor. */
export const FIELDS = {
  message: 'message',
  pictures: 'retake',
  name: 'name',
  email: 'email',
  phone: 'phone',
  files: 'add-file',
} as const

/** A field by the name it has in an `ErrorView`. */
export type Field = keyof typeof FIELDS

/** What is wrong, beside each field. */
export type Problems = Partial<Record<Field, string>>

/** How to say something, in the language spoken by then. */
export type Saying = () => string

/** How to say what is wrong, beside each field. */
export type Sayings = Partial<Record<Field, Saying>>

/** The fields of the From line, which are folded away until one of them needs a look. */
export const FROM_FIELDS = ['name', 'email', 'phone'] as const satisfies Field[]

/** Whether an `ErrorView` names a field this form has. */
export function isField(name: string): name is Field {
  return Object.hasOwn(FIELDS, name)
}

/** The first field, in reading order, that needs another look. */
export function firstOf(problems: Problems | Sayings): Field | null {
  return (Object.keys(FIELDS) as Field[]).find((field) => problems[field]) ?? null
}
