import type { FluentResource } from '@fluent/bundle'
import english from './en.ftl'
import { type Pseudo, PSEUDO_LANGUAGES } from './pseudo'

/** The sentences of a language as the build leaves them: patterns by name. */
export type Patterns = Record<string, FluentResource['body'][number]['value']>

/** A language the windows speak; the last two are for tests. */
export type Language = 'en' | 'de' | 'es' | 'fr' | 'en-XA' | 'en-XB'

interface Spoken {
  /** What its speakers call it. */
  name: string
  load: () => Promise<Patterns>
}

const read = (file: Promise<{ default: Patterns }>) => file.then((module) => module.default)
/** Always here, so that the windows say something whatever happens. */
export const ENGLISH: Patterns = english

const here = () => Promise.resolve(ENGLISH)

/** By tag, in the order in which they are offered. */
export const LANGUAGES: Record<Language, Spoken> = {
  de: { name: 'Deutsch', load: () => read(import('./de.ftl')) },
  en: { name: 'English', load: here },
  es: { name: 'Español', load: () => read(import('./es.ftl')) },
  fr: { name: 'Français', load: () => read(import('./fr.ftl')) },
  'en-XA': { name: '[Ŵîðé]', load: here },
  'en-XB': { name: '‮English‬', load: here },
}

/** Languages that nobody speaks: they show what was not translated, what has no room, and what runs the wrong way. */
export const PSEUDO: Partial<Record<Language, Pseudo>> =
  import.meta.env.MODE === 'fake' || import.meta.env.MODE === 'test' ? PSEUDO_LANGUAGES : {}

/** The languages a person may choose. */
export const OFFERED = (Object.keys(LANGUAGES) as Language[]).filter((tag) => !tag.includes('-X'))

/** The first of the wanted languages (BCP 47 tags) that the windows speak: "de-CH" finds German. English else. */
export function pick(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const found = [tag, tag.split(/[-_]/)[0]].find((candidate) => candidate !== undefined && isSpoken(candidate))
    if (found) return found as Language
  }
  return 'en'
}

const isSpoken = (tag: string) =>
  Object.hasOwn(LANGUAGES, tag) && (OFFERED.includes(tag as Language) || Object.hasOwn(PSEUDO, tag))
