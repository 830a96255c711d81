import { pick } from '../../languages/languages'
import { speak } from '../../languages/say.svelte'
import { leftOf } from '../../form/edits.svelte'
import type { EditInput, ErrorView, FileView, PictureView, TicketView } from '../../types'
import type { Command } from '../commands'
import type { Host, WindowLabel } from '../host'
import { desktop } from './desktop'
import { missing } from './missing'
import type { Scenario } from './scenarios'

/** What a test sees of the fake host, as `window.fake`. */
export interface FakeHost {
  /** Every command that was called, with its arguments. */
  readonly calls: [Command, ...unknown[]][]
  /** Makes the window want to close. */
  requestClose(): void
  /** News of a ticket. */
  tell(ticket: TicketView): void
  /** Send goes through from now on. */
  forgive(): void
  /** Another language from now on. */
  speak(language: string): Promise<void>
}

/** Where a fake host stands. */
export interface Standing {
  window: WindowLabel
  /** The system's languages. */
  languages: readonly string[]
  /** The one the person chose before, if any. */
  chosen: string | null
}

/** A host in memory, with nothing behind it. */
export function fakeHost(scenario: Scenario, { window, languages, chosen }: Standing): { host: Host; fake: FakeHost } {
  const calls: FakeHost['calls'] = []
  const hearTicket = new Set<(ticket: TicketView) => void>()
  const hearClose = new Set<() => void>()
  let { refusal } = scenario
  /** What was changed in each picture, version by version. */
  const versions = new Map<string, (readonly EditInput[])[]>()
  let looks = 0
  let added = 0

  const sent: TicketView = {
    id: 'sent',
    reference: 'H7K2',
    subject: 'The printer is not responding',
    state: 'sending',
    number: null,
  }

  const tell = (ticket: TicketView) => hearTicket.forEach((hear) => hear(ticket))

  const host: Host = {
    window,
    languages,

    form_open: () => answer('form_open', [], structuredClone(scenario.form)),
    painted: () => answer('painted', []),
    pictures: () => look('pictures'),
    retake: (countdown) => look('retake', countdown),
    edit_picture: (id, edits) => edit(id, edits),
    facts: () => (scenario.facts ? answer('facts', [], scenario.facts) : never('facts')),
    add_files: (room) => answer('add_files', [room], scenario.dialog.map(stamped)),
    add_bytes: (name, bytes) =>
      bytes.length === 0
        ? refuse('add_bytes', [name], {
            code: 'invalid',
            text: null,
            fields: [{ field: 'files', code: 'unreadable', name, limit: null }],
          })
        : answer('add_bytes', [name, bytes.length], stamped({ id: 'dropped', name, bytes: bytes.length })),
    remove_file: (id) => answer('remove_file', [id]),
    keep_draft: (input) => answer('keep_draft', [input]),
    continue_kept: (draft) => answer('continue_kept', [draft]),
    discard_kept: (draft) => answer('discard_kept', [draft]),
    send: (input) => {
      const refused = refusal ?? missing(scenario.form, input.draft)
      if (refused) return refuse('send', [input], refused)
      if (scenario.then !== 'sending') {
        const number = scenario.then === 'delivered' ? 'T20261121.0042' : null
        setTimeout(() => tell({ ...sent, state: scenario.then, number }), 600)
      }
      return answer('send', [input], { ticket: sent, left_out: [], no_room: null })
    },
    tickets: () => answer('tickets', [], structuredClone(scenario.tickets)),
    this_pc: () =>
      scenario.facts
        ? answer('this_pc', [], {
            brand: scenario.form.brand,
            lines: scenario.facts.filter((fact) => fact.always || ['os', 'model', 'serial'].includes(fact.key)),
          })
        : never('this_pc'),
    language: () => answer('language', [], { wanted: chosen, fixed: scenario.languageFixed ?? false }),
    speak: (language) => answer('speak', [language]),
    about: () => answer('about', [], { brand: scenario.form.brand, version: '0.1.0' }),
    close_window: () => answer('close_window', []),

    picture_url: (id, version) => {
      const picture = scenario.pictures?.find((one) => id.startsWith(one.id))
      return picture ? desktop(picture, versions.get(id)?.[version - 1] ?? []) : ''
    },
    on_ticket: (hear) => {
      hearTicket.add(hear)
      return () => void hearTicket.delete(hear)
    },
    on_close_requested: (hear) => {
      hearClose.add(hear)
      return () => void hearClose.delete(hear)
    },
  }

  const fake: FakeHost = {
    calls,
    requestClose: () => hearClose.forEach((hear) => hear()),
    tell,
    forgive: () => (refusal = null),
    speak: (language) => speak(pick([language])),
  }

  function look(command: 'pictures' | 'retake', ...args: unknown[]) {
    looks += 1
    if (!scenario.pictures || (command === 'retake' && scenario.slowRetake)) return never(command)
    const pictures = scenario.pictures.map((picture) => ({ ...picture, id: `${picture.id}-look-${looks}` }))
    return answer(command, args, { pictures, incomplete: scenario.picturesIncomplete })
  }

  function edit(id: string, edits: readonly EditInput[]): Promise<PictureView> {
    const picture = scenario.pictures?.find((one) => id.startsWith(one.id))
    if (!picture || scenario.noEdits) return Promise.reject(new Error('not drawn'))
    const before = versions.get(id) ?? []
    versions.set(id, [...before, edits])
    const { width, height } = leftOf(picture, edits)
    return answer('edit_picture', [id, edits], { ...picture, id, version: before.length + 1, width, height })
  }

  function stamped(file: FileView): FileView {
    added += 1
    return { ...file, id: `${file.id}-${added}` }
  }

  function answer(command: Command, args: unknown[]): Promise<void>
  function answer<T>(command: Command, args: unknown[], value: T): Promise<T>
  function answer<T>(command: Command, args: unknown[], value?: T): Promise<T | undefined> {
    calls.push([command, ...args])
    return Promise.resolve(value)
  }

  function refuse(command: Command, args: unknown[], error: ErrorView): Promise<never> {
    calls.push([command, ...args])
    // A command of Tauri rejects with the plain value too, not with an Error.
    return Promise.reject(error)
  }

  function never(command: Command): Promise<never> {
    calls.push([command])
    return new Promise(() => {})
  }

  return { host, fake }
}
