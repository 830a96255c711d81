import type {
  DraftInput,
  FactView,
  FileView,
  FormView,
  KeptView,
  PictureView,
  RequesterView,
  SelectionView,
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

/** A legend with its radio buttons, or check boxes, which have none. */
export type Choice = { group: string | null; options: SelectionView[] }

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
  selections: string[] = $state([])
  files: FileView[] = $state([])
  pictures: Picture[] = $state([])
  /** Keys of facts the person switched off. */
  factsOff: string[] = $state([])

  /** Characters by which the message is too long; 0 when it fits. */
  readonly over: number = $derived.by(() => this.#over())

  /** Whether there is something to send: words, a selection, a file, or a picture that goes along. */
  readonly hasSomething: boolean = $derived.by(
    () =>
      this.message.trim() !== '' ||
      this.selections.length > 0 ||
      this.files.length > 0 ||
      this.pictures.some((picture) => goesAlong(picture) || comesBack(picture)),
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
    this.files = [...kept.files, ...this.files]
  }

  /** What keeps Send from going, as far as this side can tell. */
  problems(): Sayings {
    if (!this.hasSomething) return { message: () => say('message-empty') }
    const { over } = this
    if (over > 0) return { message: () => say('message-long', { over, limit: this.#messageLimit }) }
    return {}
  }

  /** What is kept while the person writes. */
  toInput(): DraftInput {
    return {
      draft: this.id,
      message: this.message,
      selections: [...this.selections],
      requester: { ...this.requester },
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

/** The admin's selections as they are drawn: in order, radio buttons gathered under their group's first appearance. */
export function arrange(selections: SelectionView[]): Choice[] {
  const choices: Choice[] = []
  for (const selection of selections) {
    const last = choices.at(-1)
    const home =
      selection.group === null
        ? last?.group === null
          ? last
          : undefined
        : choices.find((choice) => choice.group === selection.group)
    if (home) home.options.push(selection)
    else choices.push({ group: selection.group, options: [selection] })
  }
  return choices
}

/** Whether a fact goes with the request: it has a value, and was not switched off. */
export function goes(fact: FactView, off: readonly string[]): boolean {
  return fact.missing === null && !off.includes(fact.key)
}
