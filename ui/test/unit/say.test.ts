import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { knows, list, moment, say, size, speak } from '../../src/languages/say.svelte'
import { told, toldBeside } from '../../src/form/told'
import { groupsOf, labelOf, missingOf, valueOf, whyOf } from '../../src/parts/fact'
import { called, titleOf } from '../../src/parts/brand'
import type { ErrorView, FieldError } from '../../src/types'
import { formView } from './host'

beforeEach(() => void vi.stubGlobal('document', { documentElement: {} }))
afterEach(() => speak('en'))

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [812, '812 bytes'],
  [9_500_000, '9.5 MB'],
  [10_000_000, '10 MB'],
  [48_213, '48 kB'],
])('%i bytes read as %s', (bytes, text) => expect(size(bytes)).toBe(text))

test('numbers, sizes, rows and moments follow the language', async () => {
  await speak('de')
  expect(document.documentElement.lang).toBe('de')
  expect(size(9_500_000)).toBe(`9,5 MB`)
  expect(list(['A', 'B', 'C'])).toBe('A, B und C')
  expect(moment(new Date(2026, 10, 18, 8, 12))).toBe('18.11.2026, 08:12')
  expect(say('message-long', { over: 1, limit: 20_000 })).toMatch(/^Das ist 1 Zeichen.*20\.000/)
  await speak('fr')
  expect(say('facts-count', { count: 1 })).toBe('(1 information sur ce PC)')
  expect(say('facts-count', { count: 2 })).toBe('(2 informations sur ce PC)')
})

test.each([
  ['Contoso IT', 'Contoso IT Help', 'Contoso IT – Hilfe'],
  ['日本語株式会社', '日本語株式会社 Help', '日本語株式会社 – Hilfe'],
  ['your IT team', 'Help from your IT team', 'Hilfe: Ihr IT-Team'],
])('the title for %s', async (name, english, german) => {
  const brand = { name, phone: null, accent: null }
  expect(titleOf(brand)).toBe(english)
  await speak('de')
  expect(titleOf(brand)).toBe(german)
})

test('a language that can not be fetched leaves the one there is', async () => {
  await speak('nothing' as 'de').catch(() => undefined)
  expect(say('send')).toBe('Send')
})

const error = (code: ErrorView['code'], fields: ErrorView['fields'] = [], text: string | null = null): ErrorView => ({
  code,
  text,
  fields,
})

test('what the tray app says is said by its code, in the language of the person', async () => {
  expect(told(error('storage'), formView())).toMatch(/could not be kept.*\+1 555 0100/)
  const large = { field: 'files', code: 'too_large' as const, name: 'crash.dmp', limit: 6_000_000 }
  expect(told(error('invalid', [large]), formView())).toMatch(/^“crash\.dmp” is larger than 6 MB/)
  await speak('de')
  expect(told(error('storage'), formView())).toMatch(/nicht gesichert.*\+1 555 0100/)
  expect(
    told(error('not_connected'), formView({ brand: { name: 'your IT team', phone: null, accent: null } })),
  ).toMatch(/weil Ihr IT-Team diesen PC/)
  expect(toldBeside(large)).toContain(`„crash.dmp“ ist größer als 6 MB`)
})

test("in every language the admin's text is shown as it came", async () => {
  await speak('fr')
  expect(told(error('rejected', [], 'Bitte rufen Sie an.'), formView())).toBe('Bitte rufen Sie an.')
})

test.each([
  ['required_box', 'Bitte kreuzen Sie das vor dem Senden an.'],
  ['required_radio', 'Bitte wählen Sie eines davon.'],
  ['required_text', 'Bitte füllen Sie das aus. Ein paar Worte genügen.'],
  ['answer_too_long', 'Das ist länger als 254 Zeichen. Der Rest passt in die Nachricht.'],
  ['no_phone', 'Bitte geben Sie eine Nummer an, unter der wir Sie zurückrufen können.'],
  ['no_address', 'Das sieht nicht wie eine E-Mail-Adresse aus.'],
  ['nobody_named', 'Bitte geben Sie an, für wen das ist: Name oder E-Mail.'],
] as [FieldError['code'], string][])('%s is said in the language of the person', async (code, sentence) => {
  await speak('de')
  expect(toldBeside({ field: 'x', code, name: null, limit: 254 })).toBe(sentence)
})

test('why a fact is absent is said by its code, and words that are no code stay', async () => {
  await speak('de')
  const absent = (missing: string) => ({ ...fact('serial', ''), missing })
  expect(missingOf(absent('forbidden'))).toBe('darf nur ein Administrator lesen')
  expect(missingOf(absent('the dog ate it'))).toBe('the dog ate it')
})

test('every code of the tray app has its sentence', () => {
  const rust = readFileSync(new URL('../../../src-tauri/crates/device/src/fact.rs', import.meta.url), 'utf8')
  const codes = [...rust.matchAll(/Self::\w+ => "([a-z_]+)",/g)].map(([, code]) => `missing-${code}`)
  expect(codes.length).toBeGreaterThan(10)
  expect(codes.filter((name) => !knows(name))).toEqual([])
})

const fact = (key: string, value: string) => ({ key, label: 'As it came', value, missing: null, always: false })

test('a fact is named and explained in the language of the person, and one we do not know by what it came with', async () => {
  await speak('es')
  expect(labelOf(fact('serial', 'x'))).toBe('Número de serie')
  expect(whyOf(fact('serial', 'x'))).toContain('garantía')
  expect(labelOf(fact('count', 'x'))).toBe('As it came')
  expect(whyOf(fact('count', 'x'))).toBe('')
  expect(called({ name: 'your IT team', phone: null, accent: null })).toBe('su equipo de informática')
})

test('the last start is written as the language writes a moment, and what is no moment stays', async () => {
  const start = new Date('2026-11-18T08:12:00+01:00')
  expect(valueOf(fact('uptime', '2026-11-18 08:12 +01:00 (3d 4h)'))).toBe(`${moment(start)} (3d 4h)`)
  expect(valueOf(fact('uptime', 'a while'))).toBe('a while')
  expect(valueOf(fact('serial', '2026-11-18 08:12 +01:00'))).toBe('2026-11-18 08:12 +01:00')
})

test.each([
  ['FRONTDESK-3', ['FRONTDESK-', '3']],
  ['DESKTOP-8F3K2LQ', ['DESKTOP-', '8F3', 'K2LQ']],
  ['5CG1234XYZ', ['5CG', '123', '4XYZ']],
  ['HP EliteBook 840 G8', ['HP ', 'EliteBook ', '840 ', 'G8']],
  ['受付-3', ['受付-', '3']],
  ['', []],
])('%s is read out as %j', (text, groups) => {
  expect(groupsOf(text)).toEqual(groups)
  expect(groupsOf(text).join('')).toBe(text)
})
