import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** WCAG 2.2 up to AA, and what axe's authors hold to be good practice besides. */
const TAGS: string[] = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * What axe finds wrong on the page as it is: `rule: element`, for each element. Measuring contrast takes as long as all
 * else together; `colours` says whether it is done.
 */
export async function violations(page: Page, colours = true): Promise<string[]> {
  // Evaluated, not added as a script: the page's CSP allows only its own.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  return page.evaluate(
    async ([values, enabled]) => {
      const { violations } = await window.axe.run(document, {
        runOnly: { type: 'tag', values: [...values] },
        rules: { 'color-contrast': { enabled } },
      })
      return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
    },
    [TAGS, colours] as const,
  )
}

declare global {
  interface Window {
    axe: typeof axe
  }
}
