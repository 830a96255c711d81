import { expect, test } from 'vitest'
import { open, wear, withBrowser } from './window'

withBrowser()

const FOLD = 'everything of the drawing is above the fold with two pictures and two selections, in practice too'

test.each(['en', 'de', 'fr', 'es'])(`${FOLD}, also where nobody has said who they are: %s`, async (language) => {
  const page = await open({ scenario: 'first-run' })
  await page.locator('[data-picture] img').nth(1).waitFor()
  await wear(page, { language })
  const bottoms = await page.evaluate(() =>
    [
      '#message',
      '[data-selection=others]',
      '#pictures-hint',
      '[data-picture]:nth-of-type(2) .take-out',
      '#add-file',
      '#from-guess',
      'summary',
      '#send',
    ].map((selector) => document.querySelector(selector)?.getBoundingClientRect().bottom ?? Infinity),
  )
  expect(Math.max(...bottoms)).toBeLessThanOrEqual(640)
  expect(await page.locator('main').evaluate((main) => main.scrollHeight - main.clientHeight)).toBeLessThanOrEqual(0)
})
