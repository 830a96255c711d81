import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { accentOf, contrast, PAPER } from '../../src/look/accent'

const css = readFileSync(new URL('../../src/look/tokens.css', import.meta.url), 'utf8')
const blocks = css.split('@media')
const tokens = (scheme: 'light' | 'dark') => {
  const found: Record<string, string> = {}
  for (const block of scheme === 'light' ? blocks.slice(0, 1) : blocks.slice(0, 2)) {
    for (const [, name, value] of block.matchAll(/--([\w-]+):\s*(?:var\(--[\w-]+,\s*)?(#[\da-f]{6})\b/gi)) {
      if (name && value) found[name] = value
    }
  }
  return (name: string) => found[name] ?? `no --${name}`
}

const PAIRS: [text: string, behind: string, least: number][] = [
  ['text', 'paper', 7],
  ['text', 'card', 7],
  ['text', 'accent-soft', 4.5],
  ['text', 'warn-soft', 4.5],
  ['muted', 'paper', 4.5],
  ['muted', 'card', 4.5],
  ['muted', 'sunken', 4.5],
  ['muted', 'accent-soft', 4.5],
  ['accent-text', 'paper', 4.5],
  ['accent-text', 'card', 4.5],
  ['accent-text', 'accent-soft', 4.5],
  ['on-accent', 'accent', 4.5],
  ['warn', 'warn-soft', 4.5],
  ['warn', 'card', 4.5],
  ['good', 'card', 4.5],
  ['good', 'good-soft', 3],
  ['bad', 'paper', 4.5],
  ['edge', 'paper', 3],
  ['edge', 'card', 3],
  ['accent', 'paper', 3],
]

describe.each(['light', 'dark'] as const)('in the %s scheme', (scheme) => {
  const token = tokens(scheme)

  test.each(PAIRS)('%s on %s can be read', (text, behind, least) => {
    expect(contrast(token(text), token(behind))).toBeGreaterThanOrEqual(least)
  })

  test('accents are measured against the page as it is', () => {
    expect(PAPER[scheme]).toBe(token('paper'))
  })
})

describe("a brand's accent", () => {
  test('is worn where it can be seen', () => {
    expect(accentOf('#00695c')['--brand-accent-light']).toBe('#00695c')
    expect(accentOf('#00695c')['--brand-accent-text-light']).toBe('#00695c')
  })

  test('falls back where it can not', () => {
    expect(accentOf('#ffe066')).not.toHaveProperty('--brand-accent-light')
    expect(accentOf('#101030')).not.toHaveProperty('--brand-accent-dark')
  })

  test('gets dark ink where white could not be read on it', () => {
    expect(accentOf('#ffe066')['--brand-on-accent-dark']).toBe('#1b1816')
  })

  test('leaves text in the ink of the page where it is a poor ink itself', () => {
    expect(accentOf('#d9622b')['--brand-accent-text-light']).toBe('var(--text)')
  })

  test.each(['', 'red', '#fff', '#12345', 'url(http://x)'])('that is none (%j) changes nothing', (colour) => {
    expect(accentOf(colour)).toEqual({})
  })
})

test('black on white is 21', () => expect(contrast('#000000', '#ffffff')).toBeCloseTo(21))
