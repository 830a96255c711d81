/**
 * Every command the windows call, by the name it has in Rust. The one list on this side: a test compares it with the
 * commands in Rust and in `src-tauri/capabilities`, so it stays a plain array of strings.
 */
export const COMMANDS = [
  'form_open',
  'painted',
  'pictures',
  'retake',
  'edit_picture',
  'facts',
  'add_files',
  'add_bytes',
  'remove_file',
  'keep_draft',
  'continue_kept',
  'discard_kept',
  'send',
  'tickets',
  'this_pc',
  'about',
  'language',
  'speak',
  'close_window',
] as const

/** The name of a command. */
export type Command = (typeof COMMANDS)[number]
