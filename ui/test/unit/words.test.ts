import { expect, test } from 'vitest'
import { size, words } from '../../src/words'

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [812, '812 bytes'],
  [9_500_000, '9.5 MB'],
  [10_000_000, '10 MB'],
  [48_213, '48 kB'],
])('%i bytes read as %s', (bytes, text) => expect(size(bytes)).toBe(text))

test.each([
  ['Contoso IT', 'Contoso IT Help'],
  ['日本語株式会社', '日本語株式会社 Help'],
  ['your IT team', 'Help from your IT team'],
])('the title for %s', (brand, title) => expect(words.title(brand)).toBe(title))

test('nobody is shouted at or told about machinery', () => {
  const said = Object.values(words)
    .map((entry) => (typeof entry === 'string' ? entry : entry.toString()))
    .join('\n')
  expect(said).not.toMatch(/\b(payload|API|queue|Autotask|invalid|error|failed)\b/i)
  expect(said).not.toMatch(/!['"`]|! /)
})
