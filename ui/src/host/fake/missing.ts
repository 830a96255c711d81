import type { DraftInput, ErrorView, FieldError, FormView } from '../../types'

const SENTENCES = {
  box: 'Please tick this before you send.',
  radio: 'Please choose one of these.',
  text: 'Please fill this in. A few words are enough.',
}

/** What the tray app says when something is missing that the admin's own form requires; nothing when all is there. */
export function missing({ selections, require_phone }: FormView, draft: DraftInput): ErrorView | null {
  const isSaid = (id: string) => draft.selections.includes(id) || (draft.answers[id] ?? '').trim() !== ''
  const isShown = (id: string | null): boolean => {
    const on = selections.find((one) => one.id === id)
    return id === null || (on !== undefined && isSaid(on.id) && isShown(on.shown_when))
  }
  const shown = selections.filter((one) => isShown(one.shown_when))
  const fields = shown.flatMap(({ id, kind, group, required }): FieldError[] => {
    const peers = group === null ? [] : shown.filter((one) => one.group === group)
    const first = peers[0]?.id ?? id
    const wanted = peers.some((one) => one.required) || required
    const said = isSaid(id) || peers.some((one) => isSaid(one.id))
    return wanted && !said && first === id ? [{ field: `selection.${id}`, message: SENTENCES[kind] }] : []
  })
  if (require_phone && draft.requester.phone.trim() === '')
    fields.push({ field: 'phone', message: 'Please leave a number under which you can be called back.' })
  const other = draft.on_behalf_of
  if (other && `${other.name}${other.email}`.trim() === '')
    fields.push({ field: 'for_name', message: 'Please say who this is for, by name or e-mail.' })
  if (fields.length === 0) return null
  const message =
    'Nothing was sent yet, because something needs another look. It is marked; the rest is as you left it.'
  return { code: 'invalid', message, fields }
}
