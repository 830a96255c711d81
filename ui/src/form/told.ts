import { language, say, size } from '../languages/say.svelte'
import { called } from '../parts/brand'
import type { ErrorView, FieldError, FormView } from '../types'
import { ofSelection } from './fields'

/**
 * What a person reads of an error. The tray app's own sentences are English and know more than the code does, so that
 * English shows them as they came; other languages say the code where it says enough, and else show what came.
 */
export function told(error: ErrorView, { brand, limits }: FormView): string {
  if (language() === 'en') return error.message
  const call = brand.phone ? ` ${say('error-call', { brand: called(brand), phone: brand.phone })}` : ''
  switch (error.code) {
    case 'empty':
      return say('error-empty')
    case 'invalid':
      // With one sentence for the whole and the field, that one says it all; ours would only be about Send.
      return error.fields.some(({ message }) => message === error.message) ? error.message : say('error-invalid')
    case 'not_connected':
      return say('error-not_connected', { brand: called(brand) }) + call
    case 'too_large':
      return say('error-too_large', { limit: size(limits.file_bytes) })
    case 'storage':
      return say('error-storage') + call
    case 'internal':
      return say('error-internal') + call
    case 'rejected':
      // The admin's own text.
      return error.message
  }
}

/** What a line of text takes, in characters; the tray app says so when there are more. */
const LINE = 254

/**
 * What is said beside a field: the code's sentence where it can mean only one thing, or what is wrong with what is
 * `written` there, where that can only be one thing.
 */
export function toldBeside(error: ErrorView, { field, message }: FieldError, view: FormView, written: string): string {
  if (language() === 'en') return message
  if (error.code === 'empty' || error.code === 'too_large') return told(error, view)
  if (error.code !== 'invalid') return message
  if (Array.from(written).length > LINE) return say('line-long', { limit: LINE })
  const selection = view.selections.find(({ id }) => ofSelection(id) === field)
  if (selection) return say(`required-${selection.kind}`)
  if (field === 'email' || field === 'for_email') return say('email-odd')
  if (field === 'for_name') return say('for-missing')
  return field === 'phone' ? say('phone-missing') : message
}

/** What is said when pictures are missing; `some` of them are there. */
export function toldOfPictures(trouble: string, some: boolean): string {
  if (language() === 'en') return trouble
  return say(some ? 'pictures-some' : 'pictures-trouble')
}

/** What is said when the tray app gave no answer a person could read. */
export function toldOfABug({ brand }: FormView): string {
  return brand.phone ? say('failed-call', { brand: called(brand), phone: brand.phone }) : say('failed')
}
