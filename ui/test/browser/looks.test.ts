import { describe, expect, test } from 'vitest'
import { open, picture, settled, sticksOut, withBrowser } from './window'

withBrowser()

const NARROW = { width: 360, height: 640 }

const LOOKS: [name: string, look: Parameters<typeof open>[0]][] = [
  ['form', {}],
  ['form-practice', { scenario: 'practice' }],
  ['form-dark', { scheme: 'dark' }],
  ['form-forced-colors', { forced: true, scenario: 'groups' }],
  ['form-narrow', { size: NARROW }],
  ['form-text-200', { text: 200 }],
  ['form-groups', { scenario: 'groups' }],
  ['form-kept', { scenario: 'kept' }],
  ['form-bare', { scenario: 'bare' }],
  ['form-slow', { scenario: 'slow' }],
  ['form-blind', { scenario: 'blind' }],
  ['form-japanese', { scenario: 'japanese' }],
  ['form-branded', { scenario: 'branded' }],
  ['form-pale-brand', { scenario: 'pale-brand' }],
  ['form-unbranded-dark', { scenario: 'unbranded', scheme: 'dark' }],
  ['form-full', { scenario: 'full' }],
  ['form-full-narrow', { scenario: 'full', size: NARROW }],
  ['form-zoom-200', { scenario: 'groups', size: { width: 240, height: 320 } }],
  ['this-pc-zoom-200', { screen: 'this-pc', size: { width: 240, height: 320 } }],
  ['form-zoomed', { scenario: 'plain', size: { width: 360, height: 300 } }],
  ['not-connected', { scenario: 'not-connected' }],
  ['not-connected-unbranded', { scenario: 'not-connected-unbranded', scheme: 'dark' }],
  ['this-pc', { screen: 'this-pc', size: { width: 420, height: 480 } }],
  ['this-pc-full', { screen: 'this-pc', scenario: 'full', size: NARROW }],
  ['tickets', { screen: 'tickets', size: { width: 480, height: 480 } }],
  ['tickets-dark', { screen: 'tickets', scheme: 'dark' }],
  ['tickets-full', { screen: 'tickets', scenario: 'full', size: NARROW }],
  ['form-wide', { size: { width: 1280, height: 800 } }],
  ['tickets-none', { screen: 'tickets', scenario: 'no-tickets' }],
  ['about', { screen: 'about', size: { width: 420, height: 360 } }],
]

test.each(LOOKS)('%s: nothing sticks out of the window', async (name, look) => {
  const page = await open(look)
  await settled(page)
  await picture(page, name)
  expect(await sticksOut(page)).toEqual([])
})

test('everything of the drawing is above the fold with two pictures and two selections, in practice too', async () => {
  const page = await open({ scenario: 'practice' })
  await page.locator('[data-picture] img').nth(1).waitFor()
  const bottoms = await page.evaluate(() =>
    [
      '#message',
      '[data-selection=others]',
      '[data-picture]:nth-of-type(2) .take-out',
      '#add-file',
      '#from',
      'summary',
      '#send',
    ].map((selector) => document.querySelector(selector)?.getBoundingClientRect().bottom ?? Infinity),
  )
  expect(Math.max(...bottoms)).toBeLessThanOrEqual(640)
  expect(await page.locator('main').evaluate((main) => main.scrollHeight - main.clientHeight)).toBeLessThanOrEqual(0)
})

describe('after Send', () => {
  test.each(['plain', 'offline', 'waiting', 'parked', 'saved'])('%s: nothing sticks out', async (scenario) => {
    const page = await open({ scenario, size: { width: 480, height: 640 } })
    await page.locator('#message').fill('The printer is not responding.')
    await page.locator('#send').click()
    await page.locator('#saved').waitFor()
    if (scenario !== 'saved') await page.getByText('Sending it to').waitFor({ state: 'detached' })
    await picture(page, `sent-${scenario}`)
    expect(await sticksOut(page)).toEqual([])
  })
})
