import type { Command } from '../../src/host/commands'
import type { Host } from '../../src/host/host'
import type { FormView, SelectionView, TicketView } from '../../src/types'

/** A check box, or a radio button of a group. */
export function selection(id: string, text: string, changes: Partial<SelectionView> = {}): SelectionView {
  const kind = changes.group == null ? 'box' : 'radio'
  return { id, kind, text, texts: {}, group: null, group_texts: {}, required: false, shown_when: null, ...changes }
}

/** A form view with nothing special about it. */
export function formView(changes: Partial<FormView> = {}): FormView {
  return {
    draft: 'draft-1',
    brand: { name: 'Contoso IT', phone: '+1 555 0100', accent: null },
    connection: 'live',
    requester: { name: 'Dana Reyes', email: 'dana@contoso.example', phone: '' },
    guessed: false,
    ask_phone: false,
    require_phone: false,
    for_someone_else: true,
    privacy: { text: null, texts: {} },
    selections: [
      selection('emergency', 'This is an emergency'),
      selection('one', 'Only me', { group: 'Who' }),
      selection('others', 'Others are affected too'),
      selection('all', 'Everyone', { group: 'Who' }),
    ],
    screenshots: 'on',
    kept: null,
    limits: { message_chars: 20, file_bytes: 10, files: 2 },
    ...changes,
  }
}

export const saved: TicketView = { id: 't', reference: 'H7K2', subject: 'Help', state: 'sending', number: null }

/** A host that records what it is asked, answers with nothing much, and does otherwise where a test says so. */
export function recordingHost(answers: Partial<Host> = {}) {
  const calls: Command[] = []
  let hearTicket: (ticket: TicketView) => void = () => {}
  let hearClose = () => {}
  let files = 0
  let version = 0
  const answer =
    <T>(command: Command, value: T) =>
    () => {
      calls.push(command)
      return Promise.resolve(value)
    }
  const host: Host = {
    window: 'form',
    languages: ['en'],
    form_open: answer('form_open', formView()),
    painted: answer('painted', undefined),
    pictures: answer('pictures', { pictures: [], incomplete: false }),
    retake: answer('retake', { pictures: [], incomplete: false }),
    edit_picture: (id) => {
      calls.push('edit_picture')
      version += 1
      return Promise.resolve({ id, version, label: 'Screen 1', monitor: 'DP-1', width: 1, height: 1 })
    },
    facts: answer('facts', []),
    add_files: answer('add_files', []),
    add_bytes: (name, bytes) => {
      calls.push('add_bytes')
      files += 1
      return Promise.resolve({ id: `file-${files}`, name, bytes: bytes.length })
    },
    remove_file: answer('remove_file', undefined),
    keep_draft: answer('keep_draft', undefined),
    continue_kept: answer('continue_kept', undefined),
    discard_kept: answer('discard_kept', undefined),
    send: answer('send', { ticket: saved, left_out: [], no_room: null }),
    tickets: answer('tickets', []),
    this_pc: answer('this_pc', { brand: formView().brand, lines: [] }),
    about: answer('about', { brand: formView().brand, version: '0' }),
    language: answer('language', { wanted: null, fixed: false }),
    speak: answer('speak', undefined),
    close_window: answer('close_window', undefined),
    picture_url: () => '',
    on_ticket: (hear) => {
      hearTicket = hear
      return () => {}
    },
    on_close_requested: (hear) => {
      hearClose = hear
      return () => {}
    },
    ...answers,
  }
  return { host, calls, tell: (ticket: TicketView) => hearTicket(ticket), requestClose: () => hearClose() }
}
