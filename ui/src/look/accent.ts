/** Contrast that text needs against what it stands on, and a filled button against the page (WCAG 2.2 AA). */
const TEXT = 4.5
const SHAPE = 3

/** The page of each scheme, as in tokens.css; a test keeps them the same. */
export const PAPER = { light: '#faf8f5', dark: '#1e1b19' } as const

const INKS = ['#ffffff', '#1b1816'] as const

/** Custom properties that put a brand's accent in place of ours. */
export type Accent = Record<`--brand-${string}`, string>

/**
 * What a brand's accent (`#rrggbb`) changes, scheme by scheme. A scheme in which it could not be seen keeps our own
 * accent; where it is a good fill and poor text, text that would have worn it keeps the ink of the page.
 */
export function accentOf(colour: string | null): Accent {
  if (colour === null || !/^#[\da-f]{6}$/i.test(colour)) return {}
  const changes: Accent = {}
  for (const scheme of ['light', 'dark'] as const) {
    const ink = INKS.find((candidate) => contrast(candidate, colour) >= TEXT)
    if (!ink || contrast(colour, PAPER[scheme]) < SHAPE) continue
    changes[`--brand-accent-${scheme}`] = colour
    changes[`--brand-on-accent-${scheme}`] = ink
    changes[`--brand-accent-text-${scheme}`] = contrast(colour, PAPER[scheme]) >= TEXT ? colour : 'var(--text)'
  }
  return changes
}

/** Puts the accent on the page; through CSSOM, because the CSP forbids inline styles. */
export function wear(accent: Accent): void {
  for (const [name, value] of Object.entries(accent)) document.documentElement.style.setProperty(name, value)
}

/** The contrast ratio of two `#rrggbb` colours, 1 to 21, as WCAG defines it. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => linear(parseInt(colour.slice(at, at + 2), 16) / 255)) as [
    number,
    number,
    number,
  ]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
}
