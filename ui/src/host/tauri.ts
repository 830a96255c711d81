import { convertFileSrc, invoke, type InvokeArgs } from '@tauri-apps/api/core'
import { listen as listenFor } from '@tauri-apps/api/event'
import type { Command } from './commands'
import type { Host, WindowLabel } from './host'

// What getCurrentWebviewWindow() reads; its module would bring the whole window API along, twice as much as our form.
const { label } = (window as unknown as { __TAURI_INTERNALS__: { metadata: { currentWebview: { label: string } } } })
  .__TAURI_INTERNALS__.metadata.currentWebview

/** The tray app. */
export const host: Host = {
  window: label as WindowLabel,
  languages: navigator.languages,

  form_open: () => call('form_open'),
  painted: () => call('painted'),
  pictures: () => call('pictures'),
  retake: (countdown) => call('retake', { countdown }),
  edit_picture: (id, edits) => call('edit_picture', { id, edits }),
  facts: () => call('facts'),
  add_files: (room) => call('add_files', { room }),
  // A raw body can't carry arguments, and headers carry only ASCII: hence the encoded name.
  add_bytes: (name, bytes) =>
    invoke('add_bytes' satisfies Command, bytes, { headers: { name: encodeURIComponent(name) } }),
  remove_file: (id) => call('remove_file', { id }),
  keep_draft: (input) => call('keep_draft', { input }),
  continue_kept: (draft) => call('continue_kept', { draft }),
  discard_kept: (draft) => call('discard_kept', { draft }),
  send: (input) => call('send', { input }),
  tickets: () => call('tickets'),
  this_pc: () => call('this_pc'),
  about: () => call('about'),
  language: () => call('language'),
  speak: (language) => call('speak', { language }),
  close_window: () => call('close_window'),

  // convertFileSrc knows how a custom scheme is spelt on each system; only the path's slashes must stay some.
  picture_url: (id, version, size) => convertFileSrc(`${id}/${version}/${size}`, 'picture').replaceAll('%2F', '/'),
  on_ticket: (hear) => listen('ticket', hear),
  on_close_requested: (hear) => listen<null>('close_requested', hear),
}

function call<T>(command: Command, args?: InvokeArgs): Promise<T> {
  return invoke<T>(command, args)
}

function listen<T>(event: string, hear: (payload: T) => void): () => void {
  const unlisten = listenFor<T>(event, ({ payload }) => hear(payload), { target: { kind: 'WebviewWindow', label } })
  return () => void unlisten.then((stop) => stop())
}
