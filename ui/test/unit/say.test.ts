import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { list, moment, say, size, speak } from '../../src/languages/say.svelte'
import { told, toldBeside, toldOfPictures } from '../../src/form/told'
import { groupsOf, labelOf, valueOf, whyOf } from '../../src/parts/fact'
import { called, titleOf } from '../../src/parts/brand'
import type { ErrorView } from '../../src/types'
import { formView, selection } from './host'

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

const error = (code: ErrorView['code'], message: string, field?: string): ErrorView => ({
  code,
  message,
  fields: field ? [{ field, message }] : [],
})

test('what the tray app says is shown as it came in English, and by its code elsewhere', async () => {
  const offline = error('storage', 'The disk is full of "x".')
  expect(told(offline, formView())).toBe(offline.message)
  await speak('de')
  expect(told(offline, formView())).toMatch(/nicht gesichert.*\+1 555 0100/)
  expect(
    told(error('not_connected', 'x'), formView({ brand: { name: 'your IT team', phone: null, accent: null } })),
  ).toMatch(/weil Ihr IT-Team diesen PC/)
  expect(
    toldBeside(
      error('too_large', 'x', 'files'),
      { field: 'files', message: 'x' },
      formView({ limits: { message_chars: 1, file_bytes: 6_000_000, files: 1 } }),
      '',
    ),
  ).toContain(`6 MB`)
  expect(toldOfPictures('x', true)).toContain('Nicht jeder Monitor')
})

test("in every language the admin's text, and what no code explains, is shown as it came", async () => {
  await speak('fr')
  expect(told(error('rejected', 'Bitte rufen Sie an.'), formView())).toBe('Bitte rufen Sie an.')
  expect(told(error('invalid', 'There is room for 12 files.', 'files'), formView())).toBe('There is room for 12 files.')
  const name = { field: 'name', message: 'There is an @ in it.' }
  expect(toldBeside(error('invalid', 'm', 'name'), name, formView(), '')).toBe(name.message)
})

test.each([
  ['selection.emergency', '', 'Bitte kreuzen Sie das vor dem Senden an.'],
  ['selection.all', '', 'Bitte wählen Sie eines davon.'],
  ['selection.room', '', 'Bitte füllen Sie das aus. Ein paar Worte genügen.'],
  ['selection.room', 'x'.repeat(255), 'Das ist länger als 254 Zeichen. Der Rest passt in die Nachricht.'],
  ['phone', '', 'Bitte geben Sie eine Nummer an, unter der wir Sie zurückrufen können.'],
  ['for_email', 'kim', 'Das sieht nicht wie eine E-Mail-Adresse aus.'],
  ['for_name', '', 'Bitte geben Sie an, für wen das ist: Name oder E-Mail.'],
])('what is missing at %s is said in the language of the person', async (field, written, sentence) => {
  await speak('de')
  const selections = [...formView().selections, selection('room', 'Which room?', { kind: 'text' })]
  const one = { field, message: 'Please.' }
  expect(toldBeside(error('invalid', 'm', field), one, formView({ selections }), written)).toBe(sentence)
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
