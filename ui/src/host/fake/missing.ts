import type { DraftInput, ErrorView, FieldError, FormView } from '../../types'

const wrong = (field: string, code: FieldError['code']): FieldError => ({ field, code, name: null, limit: null })

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
    return wanted && !said && first === id ? [wrong(`selection.${id}`, `required_${kind}`)] : []
  })
  if (require_phone && draft.requester.phone.trim() === '') fields.push(wrong('phone', 'no_phone'))
  const other = draft.on_behalf_of
  if (other && `${other.name}${other.email}`.trim() === '') fields.push(wrong('for_name', 'nobody_named'))
  return fields.length === 0 ? null : { code: 'invalid', text: null, fields }
}
