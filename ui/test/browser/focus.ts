import type { Page } from 'playwright-core'

/** More stops than any of our windows has. */
const STOPS = 120

/**
 * Walks with Tab through everything that takes the focus, once around. Resolves with what was wrong at a stop: nothing
 * that can be seen marks it, or something lies over it or it lies outside of what is shown.
 */
export async function lostFocus(page: Page): Promise<string[]> {
  const wrong: string[] = []
  let first: string | null = null
  for (let stops = 0; stops < STOPS; stops += 1) {
    await page.keyboard.press('Tab')
    const { name, problem } = await page.evaluate(look)
    if (name === first) return wrong
    first ??= name
    if (problem) wrong.push(`${name}: ${problem}`)
  }
  return [...wrong, `more than ${STOPS} stops`]

  function look(): { name: string | null; problem: string | null } {
    const element = document.activeElement
    if (!element || element === document.body) return { name: 'the end', problem: null }
    const name = `${element.tagName.toLowerCase()}#${element.id} ${element.getAttribute('aria-label') ?? ''} ${[...document.querySelectorAll('*')].indexOf(element)}`
    const { left, right, top, bottom } = element.getBoundingClientRect()
    const { outlineStyle, outlineWidth } = getComputedStyle(element)
    if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) return { name, problem: 'no outline' }
    // Its corners and its middle. What is larger than the window can't show all of itself.
    const inset = 3
    const tall = bottom - top > innerHeight / 2
    const points = [
      [left + inset, top + inset],
      [right - inset, top + inset],
      [(left + right) / 2, (top + bottom) / 2],
      ...(tall
        ? []
        : [
            [left + inset, bottom - inset],
            [right - inset, bottom - inset],
          ]),
    ] as [number, number][]
    const hidden = points.filter(([x, y]) => {
      const there = document.elementFromPoint(x, y)
      return (
        !there || !(element.contains(there) || (there.contains(element) && there.matches('label, summary, details')))
      )
    })
    return { name, problem: hidden.length > 0 ? `covered at ${JSON.stringify(hidden)}` : null }
  }
}
