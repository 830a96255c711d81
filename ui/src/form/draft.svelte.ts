import type {
  DraftInput,
  FactView,
  FileView,
  FormView,
  KeptView,
  OnBehalfView,
  PictureView,
  RequesterView,
  SelectionView,
  SelectionKindView,
  SendInput,
} from '../types'
import { say } from '../languages/say.svelte'
import { Edits } from './edits.svelte'
import type { Sayings } from './fields'

/** Whether the person could see a picture: not yet, since it was drawn, or never. */
export type Sight = 'coming' | 'seen' | 'failed'

/** A picture as the form holds it: in, unless the person took it out. `number` is what people call it by: screen 1. */
export type Picture = PictureView & {
  number: number
  out: boolean
  sight: Sight
  /** What the person changed in it. */
  edits: Edits
  /** Whether all of that is in the version that is shown. */
  drawn: boolean
}

/** Whether a picture goes with the request. Nothing goes that could not be seen first. */
export const goesAlong = (picture: Picture): boolean => !picture.out && picture.drawn && picture.sight === 'seen'

/** Whether a picture is there again in a moment, changed. */
export const comesBack = ({ out, drawn, sight, version }: Picture): boolean =>
  !out && (!drawn || (version > 0 && sight === 'coming'))

/** Radio buttons under their group's name, check boxes, or one short text. */
export type Choice = { kind: SelectionKindView; group: string | null; options: SelectionView[] }

/** What the person has said and shown so far. Knows no host and no element. */
export class Draft {
  readonly #choices: SelectionView[]
  readonly #messageLimit: number
  // Monitors whose picture was taken out, also while a look could not capture them.
  readonly #hidden = new Set<string>()

  /** Changes once, when a kept draft is gone on with. */
  id: string = $state('')
  message: string = $state('')
  requester: RequesterView = $state({ name: '', email: '', phone: '' })
  /** Everything ticked, also what is hidden by now: it is there again with what it depends on. */
  selections: string[] = $state([])
  /** By id, like the selections. */
  answers: Record<string, string> = $state({})
  forSomeoneElse: boolean = $state(false)
  onBehalfOf: OnBehalfView = $state({ name: '', email: '' })
  files: FileView[] = $state([])
  pictures: Picture[] = $state([])
  /** Keys of facts the person switched off. */
  factsOff: string[] = $state([])

  /** Characters by which the message is too long; 0 when it fits. */
  readonly over: number = $derived.by(() => this.#over())

  /** Ids of the selections that are shown: what they depend on is said, and shown itself. */
  readonly shown: ReadonlySet<string> = $derived.by(() => this.#shown())

  /** Whether there is something to send: words, a selection, an answer, a file, or a picture that goes along. */
  readonly hasSomething: boolean = $derived.by(
    () =>
      this.message.trim() !== '' ||
      this.#ticked().length > 0 ||
      Object.keys(this.#answered()).length > 0 ||
      this.files.length > 0 ||
      this.pictures.some((picture) => goesAlong(picture) || comesBack(picture)),
  )

  /** Whether there is anything that would be kept but files. */
  readonly isWritten: boolean = $derived.by(
    () =>
      this.message.trim() !== '' ||
      this.#ticked().length > 0 ||
      Object.keys(this.#answered()).length > 0 ||
      this.forSomeoneElse,
  )

  constructor(view: FormView) {
    this.#choices = view.selections
    this.#messageLimit = view.limits.message_chars
    this.id = view.draft
    this.requester = { ...view.requester }
  }

  /** Ticks or unticks a check box. */
  tick(id: string, on: boolean): void {
    this.#select(this.selections.filter((other) => other !== id).concat(on ? [id] : []))
  }

  /** Chooses one radio button of a group, or none. */
  choose(group: string, id: string | null): void {
    const inGroup = new Set(this.#choices.filter((choice) => choice.group === group).map((choice) => choice.id))
    this.#select(this.selections.filter((other) => !inGroup.has(other)).concat(id === null ? [] : [id]))
  }

  /**
   * Replaces the pictures. A screen that was taken out stays out, and what was hidden on it stays hidden: someone who
   * hid it once means it.
   */
  show(pictures: PictureView[]): void {
    const before = new Map(this.pictures.map((picture) => [picture.monitor, picture]))
    for (const { monitor, out } of this.pictures) {
      if (out) this.#hidden.add(monitor)
      else this.#hidden.delete(monitor)
    }
    this.pictures = pictures.map((picture, at) => {
      const edits = new Edits(picture, before.get(picture.monitor)?.edits)
      return {
        ...picture,
        number: at + 1,
        out: this.#hidden.has(picture.monitor),
        sight: 'coming',
        edits,
        drawn: edits.list.length === 0,
      }
    })
  }

  /** Goes on with a kept draft; what was written since stays, below it. */
  goOn(kept: KeptView): void {
    this.id = kept.draft
    this.message = [kept.message, this.message].filter((text) => text.trim() !== '').join('\n\n')
    this.requester = { ...kept.requester }
    this.#select([...kept.selections, ...this.selections])
    const newer = Object.entries(this.answers).filter(([, answer]) => answer.trim() !== '')
    this.answers = { ...kept.answers, ...Object.fromEntries(newer) }
    if (kept.on_behalf_of && !this.forSomeoneElse) {
      this.forSomeoneElse = true
      this.onBehalfOf = { ...kept.on_behalf_of }
    }
    this.files = [...kept.files, ...this.files]
  }

  /** What keeps Send from going, as far as this side can tell. */
  problems(): Sayings {
    if (!this.hasSomething) return { message: () => say('message-empty') }
    const { over } = this
    if (over > 0) return { message: () => say('message-long', { over, limit: this.#messageLimit }) }
    return {}
  }

  /** What is kept while the person writes. What is hidden is not. */
  toInput(): DraftInput {
    return {
      draft: this.id,
      message: this.message,
      selections: this.#ticked(),
      answers: this.#answered(),
      requester: { ...this.requester },
      on_behalf_of: this.forSomeoneElse ? { ...this.onBehalfOf } : null,
      files: this.files.map((file) => file.id),
    }
  }

  /** What is handed in at Send. */
  toSend(): SendInput {
    return {
      draft: this.toInput(),
      pictures: this.pictures.filter(goesAlong).map(({ id, version }) => ({ id, version })),
      facts_off: [...this.factsOff],
    }
  }

  #ticked(): string[] {
    return this.selections.filter((id) => this.shown.has(id))
  }

  #answered(): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.answers).filter(([id, answer]) => this.shown.has(id) && answer.trim() !== ''),
    )
  }

  #shown(): Set<string> {
    const shown = new Set<string>()
    const isSaid = (id: string) => this.selections.includes(id) || (this.answers[id] ?? '').trim() !== ''
    for (let before = -1; before < shown.size;) {
      before = shown.size
      for (const { id, shown_when } of this.#choices)
        if (shown_when === null || (shown.has(shown_when) && isSaid(shown_when))) shown.add(id)
    }
    return shown
  }

  // In the admin's order, each once, and only what the settings still offer.
  #select(ids: string[]): void {
    const wanted = new Set(ids)
    this.selections = this.#choices.map((choice) => choice.id).filter((id) => wanted.has(id))
  }

  // Counting characters walks the whole message, so it is done only where it may matter: a string never has more
  // characters than UTF-16 units.
  #over(): number {
    if (this.message.length <= this.#messageLimit) return 0
    return Math.max(0, Array.from(this.message).length - this.#messageLimit)
  }
}

/**
 * The admin's selections as they are drawn: in order, radio buttons gathered under their group's first appearance. What is
 * hidden has its place too, so that nothing else moves to another one when it comes.
 */
export function arrange(selections: SelectionView[]): Choice[] {
  const choices: Choice[] = []
  for (const selection of selections) {
    const { kind, group } = selection
    const last = choices.at(-1)
    const boxes = kind === 'box' && last?.kind === 'box' ? last : undefined
    const home = kind === 'radio' ? choices.find((choice) => choice.group === group) : boxes
    if (home) home.options.push(selection)
    else choices.push({ kind, group, options: [selection] })
  }
  return choices
}

/** An admin's text in the language of the person, where they wrote one. */
export function inTheirs(language: string, text: string, texts: Partial<Record<string, string>>): string {
  return texts[language] ?? text
}

/** Whether a fact goes with the request: it has a value, and was not switched off. */
export function goes(fact: FactView, off: readonly string[]): boolean {
  return fact.missing === null && !off.includes(fact.key)
}
