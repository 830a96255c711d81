import type {
  AboutView,
  DraftInput,
  EditInput,
  ErrorView,
  FactView,
  FileView,
  FormView,
  LanguageView,
  PictureView,
  PicturesView,
  SendInput,
  SentView,
  ThisPcView,
  TicketView,
} from '../types'
import type { Command } from './commands'

/** The windows there are; each shows one screen. */
export type WindowLabel = 'form' | 'this-pc' | 'tickets' | 'about'

/** How large a picture is asked for. */
export type PictureSize = 'thumb' | 'view' | 'full'

/**
 * The commands, named as in Rust so that one search finds both ends. A command that fails rejects with an `ErrorView`;
 * {@link asError} reads whatever else may arrive.
 */
interface Calls {
  /** What the form needs to paint itself. */
  form_open(): Promise<FormView>
  /** The form has painted; pictures are encoded from now on. */
  painted(): Promise<void>
  /** Resolves when the capture is there. */
  pictures(): Promise<PicturesView>
  /**
   * Hides the window, captures again, comes back. With a countdown the window is small for 3 s before that, so that the
   * person can get at what the picture should show.
   */
  retake(countdown: boolean): Promise<PicturesView>
  /** Shows a picture with these changes from now on, and no others. Resolves when it is drawn. */
  edit_picture(id: string, edits: readonly EditInput[]): Promise<PictureView>
  /** Resolves when the look at the machine is done. */
  facts(): Promise<FactView[]>
  /** Opens the native dialog; nothing when it was cancelled. `room` is how many more files fit. */
  add_files(room: number): Promise<FileView[]>
  /** A file that was pasted or dropped. */
  add_bytes(name: string, bytes: Uint8Array): Promise<FileView>
  remove_file(id: string): Promise<void>
  /** Keeps what was written so far for 24 h. */
  keep_draft(input: DraftInput): Promise<void>
  /** From now on this window writes that draft. */
  continue_kept(draft: string): Promise<void>
  discard_kept(draft: string): Promise<void>
  send(input: SendInput): Promise<SentView>
  /** This person's tickets, the newest first. */
  tickets(): Promise<TicketView[]>
  this_pc(): Promise<ThisPcView>
  about(): Promise<AboutView>
  /** The language the person chose, as a BCP 47 tag; none when they read the system's. */
  language(): Promise<LanguageView>
  /** Remembers the language the person chose; none is the system's again. */
  speak(language: string | null): Promise<void>
  close_window(): Promise<void>
}

/** What the UI asks of whatever hosts it: the tray app, or a fake one in a browser. */
export interface Host extends Calls {
  /** Which window this is. */
  readonly window: WindowLabel
  /** The system's languages, the most wanted first, as BCP 47 tags. */
  readonly languages: readonly string[]
  /** Where `<img>` finds a picture. */
  picture_url(id: string, version: number, size: PictureSize): string
  /** One of this person's tickets changed. Returns a function that stops listening. */
  on_ticket(hear: (ticket: TicketView) => void): () => void
  /** The window wants to close: keep the draft, then call `close_window`. Returns a function that stops listening. */
  on_close_requested(hear: () => void): () => void
}

// The list of names and the typed calls can't drift apart: either direction missing is a type error here.
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
true satisfies Same<Command, keyof Calls>

/** The `ErrorView` in whatever a failed command rejected with, or nothing when it is none. */
export function asError(thrown: unknown): ErrorView | null {
  if (typeof thrown !== 'object' || thrown === null) return null
  const { code, text, fields } = thrown as Partial<ErrorView>
  return typeof code === 'string' && text !== undefined && Array.isArray(fields) ? { code, text, fields } : null
}
