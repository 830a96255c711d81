/** English made strange, for tests. */
export interface Pseudo {
  direction: 'ltr' | 'rtl'
  transform: (text: string) => string
}

const PLAIN = 'abcdefghijklmnopqrstuvwxyz'
const ACCENTED = 'åƀçðéƒĝĥîĵķļɱñöþɋŕšţûṽŵẋýž'

function accented(letter: string): string {
  const at = PLAIN.indexOf(letter.toLowerCase())
  const found = ACCENTED[at] ?? letter
  return letter === letter.toLowerCase() ? found : found.toUpperCase()
}

/** Wide: every letter accented and every vowel twice, between brackets, so that what is cut off shows. */
function wide(text: string): string {
  const letters = [...text].map((letter) => accented(letter).repeat(/[aeiou]/i.test(letter) ? 2 : 1))
  return text.trim() === '' ? text : `[${letters.join('')}]`
}

/** From right to left: each run of text between the signs that turn it around. */
const mirrored = (text: string) => `\u202e${text}\u202c`

/** By tag. */
export const PSEUDO_LANGUAGES: Record<'en-XA' | 'en-XB', Pseudo> = {
  'en-XA': { direction: 'ltr', transform: wide },
  'en-XB': { direction: 'rtl', transform: mirrored },
}
