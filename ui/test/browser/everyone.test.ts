import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { violations } from './axe'
import { lostFocus } from './focus'
import { STATES } from './states'
import { open, picture, settled, sticksOut, wear, withBrowser } from './window'

withBrowser()

/** What a person may have set on their PC, how wide the window may be, and the languages, in one look. */
const LOOKS = {
  light: {},
  dark: { scheme: 'dark' },
  'forced-colors': { forced: true },
  'text-200': { text: 200 },
  narrow: { size: { width: 360, height: 640 } },
  'right-to-left': { language: 'en-XB' },
  german: { language: 'de' },
  spanish: { language: 'es' },
  french: { language: 'fr' },
  pseudo: { language: 'en-XA' },
} satisfies Record<string, Parameters<typeof wear>[1]>

async function wrongWith(page: Page, colours: boolean): Promise<string[]> {
  return [
    ...(await violations(page, colours)),
    ...(await untied(page)),
    ...(await sticksOut(page)).map((element) => `sticks out: ${element}`),
  ]
}

/** Fields without a label (to axe a placeholder is one, to people it is gone with the first letter), and what is said
 * of a field without being tied to it. */
function untied(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const fields = [...document.querySelectorAll<HTMLInputElement>('input, textarea, select')]
    const unlabelled = fields.filter((field) => !field.labels?.length && !field.ariaLabel)
    const unsaid = fields.filter(
      (field) => field.ariaInvalid === 'true' && !document.getElementById(field.getAttribute('aria-describedby') ?? ''),
    )
    const loose = [...document.querySelectorAll('.problem')].filter(
      ({ id, role }) => role !== 'alert' || !document.querySelector(`[aria-describedby~='${id}']`),
    )
    return [
      ...unlabelled.map(({ id }) => `no label: ${id}`),
      ...unsaid.map(({ id }) => `invalid and not said why: ${id}`),
      ...loose.map(({ id }) => `tied to nothing, or not announced: ${id}`),
    ]
  })
}

test.each(Object.entries(STATES))('%s can be used by everyone', async (name, { look = {}, reach }) => {
  const page = await open(look)
  await settled(page)
  await reach?.(page)
  const wrong: Record<string, string[]> = {}
  for (const [dress, change] of Object.entries(LOOKS)) {
    await wear(page, { ...look, ...change })
    await picture(page, `${name}.${dress}`)
    // Words and widths change no colour.
    const found = await wrongWith(page, !('language' in change || 'size' in change))
    if (found.length > 0) wrong[dress] = found
  }
  expect(wrong).toEqual({})
})

/** More than most people set, on what breaks first: small windows with large text. */
const EXTREMES = {
  'text-225': { text: 225 },
  spaced: { spaced: true },
  'zoom-400': { size: { width: 320, height: 256 } },
  'zoom-200-narrow': { size: { width: 240, height: 320 } },
  short: { size: { width: 360, height: 320 } },
  wide: { size: { width: 1280, height: 800 } },
} satisfies Record<string, Parameters<typeof wear>[1]>

const HEAVY = [
  'form-groups',
  'form-own-problems',
  'form-full',
  'form-problems',
  'form-rejected',
  'editor-tool',
  'sent-parked',
  'this-pc',
  'tickets',
  'about',
]

test.each(HEAVY)('%s loses nothing at the largest text and zoom', async (name) => {
  const { look = {}, reach } = STATES[name] ?? {}
  const page = await open(look)
  await settled(page)
  await reach?.(page)
  const wrong: Record<string, string[]> = {}
  for (const [dress, change] of Object.entries(EXTREMES)) {
    await wear(page, { ...look, ...change })
    await picture(page, `${name}.${dress}`)
    const found = await sticksOut(page)
    if (found.length > 0) wrong[dress] = found
  }
  expect(wrong).toEqual({})
})

describe('what has the focus is marked and covered by nothing', () => {
  const WALKS = [
    'form-groups',
    'form-own-problems',
    'form-what-we-send',
    'form-problems',
    'editor-tool',
    'editor-changed',
    'sent-parked',
    'this-pc',
    'tickets',
  ]
  const DRESSES = {
    light: {},
    narrow: LOOKS.narrow,
    'text-225': EXTREMES['text-225'],
    'zoom-400': EXTREMES['zoom-400'],
  }

  test.each(WALKS)('%s', async (name) => {
    const { look = {}, reach } = STATES[name] ?? {}
    const page = await open(look)
    await settled(page)
    await reach?.(page)
    const wrong: Record<string, string[]> = {}
    for (const [dress, change] of Object.entries(DRESSES)) {
      await wear(page, { ...look, ...change })
      const found = await lostFocus(page)
      if (found.length > 0) wrong[dress] = found
    }
    expect(wrong).toEqual({})
  })
})

test('nothing moves for those who asked for less motion, and something does for the others', async () => {
  const page = await open({ scenario: 'slow' })
  const moving = () => page.evaluate(() => document.getAnimations().length)
  expect(await moving()).toBe(0)
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  expect(await moving()).toBeGreaterThan(0)
})

test('axe catches what it is there for', async () => {
  const page = await open({ screen: 'about' })
  await page.evaluate(() => {
    document.documentElement.lang = ''
    document.body.innerHTML = `
      <main><img src="/none.png"><input><p class="pale">Pale</p><button></button>
      <a href="#1" class="tiny">a</a><a href="#2" class="tiny">b</a></main>`
    for (const pale of document.querySelectorAll<HTMLElement>('.pale')) pale.style.color = '#ddd'
    for (const tiny of document.querySelectorAll<HTMLElement>('.tiny'))
      tiny.style.cssText = 'display:inline-block;width:8px;height:8px'
  })
  const rules = new Set((await violations(page)).map((violation) => violation.split(':')[0]))
  for (const rule of ['html-has-lang', 'image-alt', 'label', 'color-contrast', 'button-name', 'target-size'])
    expect(rules).toContain(rule)
})
