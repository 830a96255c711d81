import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { type Language, LANGUAGES, OFFERED, pick } from '../../src/languages/languages'
import { check, readLanguages, typesOf } from '../../vite/fluent'

const SRC = fileURLToPath(new URL('../../src/', import.meta.url))
const languages = readLanguages()
const english = languages.get('en') ?? ''
const names = [...english.matchAll(/^([a-z][\w-]*) =/gm)].map(([, name]) => name as string)

test('every language says every sentence, with the same variables', () => {
  expect([...languages.keys()].sort()).toEqual([...OFFERED].sort())
  expect(check(languages)).toEqual([])
})

test.each([
  ['is missing', (text: string) => text.replace(/^copy = .*$/m, '')],
  ['is in no other language', (text: string) => `${text}\nextra = Mehr\n`],
  ['takes nothing instead of $name', (text: string) => text.replace('{ remove }: { $name }', '{ remove }')],
  ['is there twice', (text: string) => `${text}\ncopy = Noch einmal\n`],
  ['not readable', (text: string) => `${text}\nbroken = { $name\n`],
])('a language of which a sentence %s is found out', (problem, spoil) => {
  const spoilt = new Map([...languages, ['de', spoil(languages.get('de') ?? '')]])
  expect(check(spoilt).join()).toContain(problem)
})

test('the types say what the English sentences take', async () => {
  await expect(typesOf(english)).toMatchFileSnapshot('../../src/languages/sentences.ts')
})

test('every sentence is said somewhere', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(svelte|ts)$/.test(name))
  const code = files.map((name) => readFileSync(SRC + name, 'utf8')).join('\n')
  const saying = [
    ...code.matchAll(/\bsay\(([^)]*)|<Sentence\s+name=(\{[^}]*\}|\S+)|const name = (`(?:fact|missing)-[^`]*`)/g),
  ].join('\n')
  const said = new Set([...saying.matchAll(/['"]([a-z][\w-]*)['"]/g)].map(([, name]) => name))
  const begun = [...saying.matchAll(/`([a-z-]+-)\$\{/g)].map(([, start]) => start as string)
  const referred = new Set([...english.matchAll(/\{ ([a-z][\w-]*) \}/g)].map(([, name]) => name))
  const unused = names.filter(
    (name) => !said.has(name) && !referred.has(name) && !begun.some((start) => name.startsWith(start)),
  )
  expect(unused).toEqual([])
})

test('every fact of the desk has a name and a reason, and no others have', () => {
  const rust = new URL('../../../src-tauri/crates/desk/src/facts.rs', import.meta.url)
  const keys = [...readFileSync(rust, 'utf8').matchAll(/known\("(\w+)", "([^"]+)"/g)]
  expect(keys.length).toBeGreaterThan(10)
  const facts = keys.flatMap(([, key]) => [`fact-${key}`, `fact-${key}-why`])
  expect(names.filter((name) => name.startsWith('fact-'))).toEqual(facts)
  for (const [, key, label] of keys) expect(english).toContain(`\nfact-${key} = ${label}\n`)
})

describe('nobody is shouted at or told about machinery', () => {
  const WORDS: Record<string, RegExp> = {
    en: /\b(payload|API|queue|Autotask|invalid|error|failed)\b/i,
    de: /\b(Payload|API|Queue|Autotask|ungültig\w*|Fehler\w*|fehlgeschlagen)\b/i,
    es: /\b(payload|API|cola|Autotask|inválid\w*|error\w*|fall[oó]\w*)\b/i,
    fr: /\b(payload|API|file d’attente|Autotask|invalide\w*|erreur\w*|échou\w*|échec)\b/i,
  }

  test.each([...languages])('in %s', (tag, text) => {
    const said = text.replace(/^#.*$/gm, '').replace(/^[\w-]+ =/gm, '')
    expect(said).not.toMatch(WORDS[tag] ?? /./)
    expect(said).not.toMatch(/[!¡]/)
  })
})

test.each([
  [['de-CH', 'fr'], 'de'],
  [['ja', 'fr-CA', 'en'], 'fr'],
  [['es_MX'], 'es'],
  [['ja-JP'], 'en'],
  [['constructor'], 'en'],
  [[], 'en'],
  [['en-XB'], 'en-XB'],
] as [string[], Language][])('of %j, %s is spoken', (wanted, language) => expect(pick(wanted)).toBe(language))

test('every language that is offered can be loaded', async () => {
  for (const tag of OFFERED) expect(Object.keys(await LANGUAGES[tag].load())).toEqual(names)
})
