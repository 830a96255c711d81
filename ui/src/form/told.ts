import { say, size } from '../languages/say.svelte'
import { called } from '../parts/brand'
import type { ErrorView, FieldError, FormView } from '../types'

/** What a person reads of an error: the admin's own words, else what is wrong where, else what happened. */
export function told(error: ErrorView, { brand }: FormView): string {
  if (error.text !== null) return error.text
  const call = brand.phone ? ` ${say('error-call', { brand: called(brand), phone: brand.phone })}` : ''
  switch (error.code) {
    case 'empty':
      return say('error-empty')
    case 'invalid':
    case 'rejected':
      return error.fields.map(toldBeside).join(' ') || say('error-invalid')
    case 'not_connected':
      return say('error-not_connected', { brand: called(brand) }) + call
    case 'storage':
      return say('error-storage') + call
    case 'disk_full':
      return say('error-disk_full') + call
    case 'updated':
      return say('error-updated')
    case 'internal':
      return say('error-internal') + call
  }
}

/** What is said beside a field. */
export function toldBeside({ code, name: file, limit: most }: FieldError): string {
  const [name, limit] = [file ?? '', most ?? 0]
  switch (code) {
    case 'empty':
      return say('field-empty')
    case 'too_long':
      return say('field-too_long', { limit })
    case 'message_too_long':
      return say('field-message_too_long', { limit })
    case 'answer_too_long':
      return say('line-long', { limit })
    case 'required_box':
      return say('required-box')
    case 'required_radio':
      return say('required-radio')
    case 'required_text':
      return say('required-text')
    case 'no_phone':
      return say('phone-missing')
    case 'nobody_named':
      return say('for-missing')
    case 'no_address':
      return say('email-odd')
    case 'gone':
      return say('field-gone')
    case 'picture_gone':
      return say('field-picture_gone')
    case 'unreadable':
      return say('field-unreadable', { name })
    case 'too_large':
      return say('field-too_large', { name, limit: size(limit) })
    case 'too_many':
      return say('field-too_many', { limit })
    case 'no_room':
      return say('field-no_room', { name })
    case 'retaken':
      return say('field-retaken')
    case 'redrawn':
      return say('field-redrawn')
    case 'not_drawn':
      return say('edit-trouble')
  }
}

/** What is said when the tray app gave no answer a person could read. */
export function toldOfABug({ brand }: FormView): string {
  return brand.phone ? say('failed-call', { brand: called(brand), phone: brand.phone }) : say('failed')
}
