import { FluentBundle, type FluentVariable } from '@fluent/bundle'
import { ENGLISH, type Language, LANGUAGES, type Patterns, PSEUDO } from './languages'
import type { Sentences } from './sentences'

/** The name of a sentence. */
export type SentenceName = keyof Sentences

/** What a sentence takes. */
export type Values<Name extends SentenceName> = Record<Sentences[Name], FluentVariable>

/** Nothing for a sentence without variables. */
export type Said<Name extends SentenceName> = [Sentences[Name]] extends [never] ? [] : [values: Values<Name>]

let spoken: Language = $state('en')
let fixed = $state(false)
let bundle = $state.raw(bundleOf('en', ENGLISH))

/** The language the windows speak now. */
export const language = (): Language => spoken

/** Whether the settings say which language is spoken, and the person can't choose another. */
export const isFixed = (): boolean => fixed

/** From now on the person can't choose another language. */
export function fix(): void {
  fixed = true
}

/** Speaks another language from now on; resolves when it is there. One that can't be loaded changes nothing. */
export async function speak(wanted: Language): Promise<void> {
  const patterns = await LANGUAGES[wanted].load().catch(() => null)
  if (!patterns) return
  bundle = bundleOf(wanted, patterns)
  spoken = wanted
  const root = document.documentElement
  root.lang = wanted
  root.dir = PSEUDO[wanted]?.direction ?? 'ltr'
}

/** A sentence in the language of the person. */
export function say<Name extends SentenceName>(name: Name, ...[values]: Said<Name>): string {
  const pattern = bundle.getMessage(name)?.value
  // Errors stay in the sentence, where they can be seen; the build has checked the names and their variables.
  return pattern ? bundle.formatPattern(pattern, values ?? null, []) : name
}

/** Whether there is a sentence of this name: what comes from the tray app may be newer than we are. */
export function knows(name: string): name is SentenceName {
  return bundle.hasMessage(name)
}

/** Several things in a row: "Screen 1 and Screen 2". */
export function list(things: string[]): string {
  return new Intl.ListFormat(spoken).format(things)
}

/** A moment, as people write it: "Nov 18, 2026, 8:12 AM". */
export function moment(time: Date): string {
  return new Intl.DateTimeFormat(spoken, { dateStyle: 'medium', timeStyle: 'short' }).format(time)
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** A size as a person reads it: "812 kB", "9.5 MB". Decimal units, as limits are given in. */
export function size(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1)
  const value = bytes / 1000 ** step
  return new Intl.NumberFormat(spoken, {
    style: 'unit',
    unit: UNITS[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && step > 0 ? 1 : 0,
  }).format(value)
}

function bundleOf(language: Language, patterns: Patterns): FluentBundle {
  const pseudo = PSEUDO[language]
  const made = new FluentBundle(pseudo ? 'en' : language, {
    // Where text runs from right to left, a name from left to right would drag its neighbours along.
    useIsolating: pseudo?.direction === 'rtl',
    ...(pseudo && { transform: pseudo.transform }),
  })
  const body = Object.entries(patterns).map(([id, value]) => ({ id, value, attributes: {} }))
  made.addResource({ body })
  return made
}
