import { asError, type Host } from '../host/host'
import type { FactView, FileView, FormView, KeptView, NoRoomView, PicturesView, TicketView } from '../types'
import { list, say, size } from '../languages/say.svelte'
import { called } from '../parts/brand'
import { autosave, type Autosave } from './autosave'
import { comesBack, Draft, goesAlong, type Picture, type Sight } from './draft.svelte'
import { type Field, firstOf, isField, type Problems, type Saying, type Sayings } from './fields'
import { told, toldBeside, toldOfABug } from './told'

/** What is asked for on the phone, beside what always goes with a request. */
const SPOKEN = ['model', 'serial']

/** For how many seconds the form steps aside before a retake. The tray app waits as long. */
const COUNTDOWN = 3

/** A change made right before Send is drawn and shown by then, or its picture stays behind. */
const SEEN_WITHIN = 4_000

/** Says nothing. */
const SILENT: Saying = () => ''

/** How far something slow has come. */
export type Progress = 'coming' | 'here' | 'failed'

/** One press of the bell, from the open form to the ticket: the draft, and what the host says about it. */
export class Form {
  readonly #host: Host
  readonly #saver: Autosave
  // A ticket's news may overtake the answer to Send.
  readonly #news = new Map<string, TicketView>()
  readonly #drawing = new Map<string, Promise<void>>()
  #mayLoseWords = false
  #onSight = () => {}
  #handingIn: Promise<unknown> = Promise.resolve()

  readonly view: FormView
  readonly draft: Draft

  #kept: KeptView | null = $state(null)
  // What is said is kept as how to say it: when the person changes the language, it changes too.
  #problems: Sayings = $state({})
  #trouble: Saying = $state(SILENT)
  #picturesTrouble: Saying = $state(SILENT)
  #stayedBehind: Saying = $state(SILENT)
  facts: FactView[] = $state([])
  factsProgress: Progress = $state('coming')
  picturesProgress: Progress = $state('coming')
  /** Seconds until the pictures are taken anew; 0 when they aren't. */
  countdown: number = $state(0)
  /** Files on their way in. */
  adding: number = $state(0)
  /** The names of what was added last. */
  added: string[] = $state.raw([])
  sending: boolean = $state(false)
  /** Set once Send went through; the window then shows the sent screen. */
  ticket: TicketView | null = $state(null)

  /** What is said beside the fields. */
  readonly problems: Problems = $derived.by(() =>
    Object.fromEntries(
      Object.entries(this.#problems).flatMap(([field, problem]) => (problem ? [[field, problem()]] : [])),
    ),
  )
  /** What is said beside Send; empty when nothing is. */
  readonly trouble: string = $derived.by(() => this.#trouble())
  /** Why there are fewer pictures than screens; empty when there are not. */
  readonly picturesTrouble: string = $derived.by(() => this.#picturesTrouble())
  /** Which pictures stayed here although they were not taken out; empty when all went. */
  readonly stayedBehind: string = $derived.by(() => this.#stayedBehind())

  /** What is said beside the message. Too long is said while the person writes; the rest when Send is pressed. */
  readonly messageProblem: string | undefined = $derived.by(() =>
    this.draft.over > 0 ? this.draft.problems().message?.() : this.problems.message,
  )

  /** The kept draft, while it can be gone on with: added files belong to the draft they were added to. */
  readonly offer: KeptView | null = $derived.by(() =>
    this.draft.files.length === 0 && this.adding === 0 ? this.#kept : null,
  )

  /** What of the facts is read out on the phone. */
  readonly cardLines: FactView[] = $derived.by(() =>
    this.facts.filter((fact) => fact.missing === null && (fact.always || SPOKEN.includes(fact.key))),
  )

  constructor(host: Host, view: FormView) {
    this.#host = host
    this.view = view
    this.draft = new Draft(view)
    this.#kept = view.kept
    this.#saver = autosave(() => host.keep_draft(this.draft.toInput()))
  }

  /** Listens for news of the ticket and for the window's wish to close. Returns a function that stops listening. */
  listen(): () => void {
    const stops = [
      this.#host.on_ticket((ticket) => this.#hear(ticket)),
      this.#host.on_close_requested(() => void this.close()),
    ]
    return () => stops.forEach((stop) => stop())
  }

  /** Fetches what may be slow: pictures and facts. Call it once the form has painted. */
  look(): void {
    void this.#host.painted()
    void this.#readFacts()
    if (this.view.screenshots !== 'on') this.picturesProgress = 'here'
    else if (this.view.connection !== 'not_connected') void this.#take(() => this.#host.pictures())
  }

  /**
   * Takes the pictures anew; everything else stays as it is. Where nothing is captured before the person says so, this
   * says so, and the first time it is what they see now.
   */
  async retake(): Promise<void> {
    if (this.picturesProgress === 'coming') return
    delete this.#problems.pictures
    const counts = this.view.screenshots === 'on' || this.draft.pictures.length > 0
    this.countdown = counts ? COUNTDOWN : 0
    const clock = setInterval(() => (this.countdown = Math.max(Math.min(1, this.countdown), this.countdown - 1)), 1_000)
    await this.#take(() => this.#host.retake(counts))
    clearInterval(clock)
    this.countdown = 0
  }

  /** Draws what the person changed in a picture. Resolves when all of it is drawn. */
  draw(picture: Picture): Promise<void> {
    delete this.#problems.pictures
    picture.drawn = false
    const drawing = this.#drawing.get(picture.id) ?? this.#draw(picture)
    this.#drawing.set(picture.id, drawing)
    return drawing
  }

  /** The person changed something that is worth keeping; what was said beside these fields is answered by it. */
  changed(...fields: Field[]): void {
    this.#mayLoseWords = false
    for (const field of fields) delete this.#problems[field]
    this.#trouble = SILENT
    this.#saver.changed()
  }

  /** The person took a picture out or put it back: nothing to keep, but perhaps something to send now. */
  reconsidered(): void {
    delete this.#problems.message
  }

  /** A picture was drawn, or can't be. Until it was, it is not sent: nothing goes that was not seen. */
  looked(picture: Picture, sight: Sight): void {
    // A version that another one follows is not served any more.
    if (!picture.drawn) return
    picture.sight = sight
    this.reconsidered()
    this.#onSight()
  }

  /** Sends. Resolves with the field the cursor should go to, or nothing when it went or no field is to blame. */
  async send(): Promise<Field | null> {
    if (this.sending || this.ticket) return null
    this.#trouble = SILENT
    this.#problems = this.draft.problems()
    const first = firstOf(this.#problems)
    if (first) return first

    this.sending = true
    const handedIn = this.#handIn()
    this.#handingIn = handedIn
    return handedIn
  }

  /** Keeps the draft and closes; a Send on its way comes to its end first. What can't be kept is said once; closing
   * again then closes. */
  async close(): Promise<void> {
    await this.#handingIn
    if (this.ticket === null && !(await this.#saver.flush()) && !this.#mayLoseWords) {
      this.#mayLoseWords = true
      this.#trouble = () => say('keep-trouble')
      return
    }
    await this.#host.close_window()
  }

  async #handIn(): Promise<Field | null> {
    try {
      // Kept first: should Send fail while the window goes, the words are not lost with it.
      await this.#saver.flush()
      await this.#redrawn()
      const late = this.#late()
      const { ticket, left_out, no_room } = await this.#host.send(this.draft.toSend())
      this.#stayedBehind = inARow([late, this.#leftOut(left_out), this.#noRoom(no_room)])
      this.ticket = this.#news.get(ticket.id) ?? ticket
      return null
    } catch (thrown) {
      this.#saver.changed()
      return this.#fail(thrown)
    } finally {
      this.sending = false
    }
  }

  // What was just changed is there in a moment; without waiting, its picture would stay behind.
  async #redrawn(): Promise<void> {
    const seen = new Promise<void>((resolve) => {
      this.#onSight = () => {
        if (!this.draft.pictures.some(comesBack)) resolve()
      }
    })
    this.#onSight()
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, SEEN_WITHIN)))
    await Promise.race([seen, late])
    clearTimeout(timer)
  }

  // One drawing at a time for each picture; what is changed meanwhile is drawn next, and what lies between never.
  async #draw(picture: Picture): Promise<void> {
    const { id, edits } = picture
    try {
      for (;;) {
        const { list } = edits
        const { version, width, height } = await this.#host.edit_picture(id, list)
        if (list !== edits.list) continue
        Object.assign(picture, { version, width, height, sight: 'coming', drawn: true })
        edits.wasDrawn(list)
        return
      }
    } catch {
      // As it is shown is as it would be sent.
      edits.fallBack()
      picture.drawn = true
      this.#problems.pictures = () => say('edit-trouble')
    } finally {
      this.#drawing.delete(id)
      this.#onSight()
    }
  }

  // Nothing goes that was not seen: what is still coming, or can't be shown, stays here.
  #late(): Saying {
    const { pictures } = this.draft
    const wanted = pictures.filter((picture) => !picture.out)
    const unseen = wanted.filter((picture) => !goesAlong(picture))
    const none = this.picturesProgress === 'coming' && pictures.length === 0
    if (none || (unseen.length > 0 && unseen.length === wanted.length)) return () => say('without-pictures')
    if (unseen.length === 0) return SILENT
    return () => say('without-some', { screens: list(unseen.map(({ number }) => say('screen', { number }))) })
  }

  // What could not be prepared comes back by the label the tray app gave it.
  #leftOut(labels: string[]): Saying {
    if (labels.length === 0) return SILENT
    const numberOf = (label: string) => this.draft.pictures.find((picture) => picture.label === label)?.number
    const screens = labels.map((label) => ({ label, number: numberOf(label) }))
    return () =>
      say('left-out', {
        screens: list(screens.map(({ label, number }) => (number ? say('screen', { number }) : label))),
      })
  }

  // The words are kept whatever the disk says; what didn't fit is named.
  #noRoom(noRoom: NoRoomView | null): Saying {
    if (!noRoom) return SILENT
    const { names, why } = noRoom
    const brand = called(this.view.brand)
    return () => {
      const files = list(names)
      return why === 'disk_full' ? say('no-room-disk', { files }) : say('no-room-waiting', { files, brand })
    }
  }

  /** Goes on with the kept draft; what was written since goes into it. */
  async goOn(): Promise<void> {
    const kept = this.offer
    if (!kept) return
    const { id } = this.draft
    const wrote = this.draft.isWritten
    try {
      // A draft is kept under the id the host expects: nothing may be on its way while that changes.
      await this.#saver.flush()
      await this.#host.continue_kept(kept.draft)
    } catch (thrown) {
      this.#trouble = this.#told(thrown, () => say('kept-trouble'))
      return
    }
    this.#kept = null
    this.draft.goOn(kept)
    this.changed()
    // Else the few words that moved over would be offered again next time.
    if (wrote) await this.#host.discard_kept(id).catch(() => undefined)
  }

  /** Lets the kept draft go. */
  async startFresh(): Promise<void> {
    const kept = this.#kept
    this.#kept = null
    if (kept) await this.#host.discard_kept(kept.draft).catch(() => undefined)
  }

  /** Opens the native dialog. */
  async addFiles(): Promise<void> {
    const room = Math.max(0, this.view.limits.files - this.draft.files.length - this.adding)
    this.#sayOfFiles([await this.#add(() => this.#host.add_files(room))])
  }

  /** Adds what was pasted or dropped. */
  async addDropped(files: File[]): Promise<void> {
    const { files: room, file_bytes } = this.view.limits
    const left = Math.max(0, room - this.draft.files.length - this.adding)
    const refusals = files.length > left ? [() => say('files-many', { limit: room })] : []
    for (const file of files.slice(0, left)) {
      const name = file.name || say('pasted-name', { extension: file.type.split('/')[1] ?? 'png' })
      const refusal = await this.#add(async () => {
        if (file.size > file_bytes) throw new Refused(() => say('file-large', { name, limit: size(file_bytes) }))
        const bytes = await file.arrayBuffer().catch(() => {
          throw new Refused(() => say('file-unreadable', { name }))
        })
        return [await this.#host.add_bytes(name, new Uint8Array(bytes))]
      })
      refusals.push(refusal)
    }
    this.#sayOfFiles(refusals)
  }

  /** Takes an added file out again. */
  async removeFile(id: string): Promise<void> {
    this.draft.files = this.draft.files.filter((file) => file.id !== id)
    this.added = []
    this.changed('files')
    await this.#host.remove_file(id).catch(() => undefined)
  }

  async #take(capture: () => Promise<PicturesView>): Promise<void> {
    this.picturesProgress = 'coming'
    try {
      const { pictures, incomplete } = await capture()
      this.draft.show(pictures)
      for (const picture of this.draft.pictures) if (!picture.drawn) void this.draw(picture)
      const some = pictures.length > 0
      this.#picturesTrouble = incomplete ? () => say(some ? 'pictures-some' : 'pictures-trouble') : SILENT
      this.picturesProgress = 'here'
    } catch (thrown) {
      this.#picturesTrouble = this.#told(thrown, () => say('pictures-trouble'))
      this.picturesProgress = 'failed'
    }
  }

  async #readFacts(): Promise<void> {
    try {
      this.facts = await this.#host.facts()
      this.factsProgress = 'here'
    } catch {
      this.factsProgress = 'failed'
    }
  }

  // Resolves with why nothing was added; silent when it was.
  async #add(fetch: () => Promise<FileView[]>): Promise<Saying> {
    this.adding += 1
    try {
      const files = await fetch()
      this.draft.files.push(...files)
      this.added = files.map(({ name }) => name)
      if (files.length > 0) this.changed('message', 'files')
      return SILENT
    } catch (thrown) {
      return thrown instanceof Refused ? thrown.why : this.#told(thrown, () => say('files-trouble'))
    } finally {
      this.adding -= 1
    }
  }

  #sayOfFiles(refusals: Saying[]): void {
    const said = refusals.filter((refusal) => refusal !== SILENT)
    if (said.length > 0) this.#problems.files = inARow(said)
    else delete this.#problems.files
  }

  #hear(ticket: TicketView): void {
    this.#news.set(ticket.id, ticket)
    if (this.ticket?.id === ticket.id) this.ticket = ticket
  }

  #told(thrown: unknown, otherwise: Saying): Saying {
    const error = asError(thrown)
    return error ? () => told(error, this.view) : otherwise
  }

  #fail(thrown: unknown): Field | null {
    const error = asError(thrown)
    if (!error) {
      this.#trouble = () => toldOfABug(this.view)
      return null
    }
    const beside = error.fields.filter(({ field }) => isField(field))
    this.#problems = Object.fromEntries(beside.map((wrong) => [wrong.field, () => toldBeside(wrong)]))
    if (error.code === 'empty' && beside.length === 0) this.#problems = { message: () => told(error, this.view) }
    const first = firstOf(this.#problems)
    if (!first) this.#trouble = () => told(error, this.view)
    return first
  }
}

/** A file this side turned down. */
class Refused extends Error {
  readonly why: Saying

  constructor(why: Saying) {
    super()
    this.why = why
  }
}

const inARow =
  (sayings: Saying[]): Saying =>
  () =>
    sayings
      .map((saying) => saying())
      .filter((said) => said !== '')
      .join(' ')
