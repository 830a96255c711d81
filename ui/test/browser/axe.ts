import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** WCAG 2.2 up to AA, and what axe's authors hold to be good practice besides. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds wrong on the page as it is: `rule: element`, for each element. */
export async function violations(page: Page): Promise<string[]> {
  // Evaluated, not added as a script: the page's CSP allows only its own.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  return page.evaluate(async (values) => {
    const { violations } = await window.axe.run(document, { runOnly: { type: 'tag', values } })
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
  }, TAGS)
}

declare global {
  interface Window {
    axe: typeof axe
  }
}
