import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { violations } from './axe'
import { blank, FORM, picture, sticksOut, withBrowser } from './window'

withBrowser()

const BUILT = new URL('../../dist-preview/', import.meta.url)
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

/** What `deskbell-admin form preview` says of settings, with what a test cares about. */
const said = (print: string, question: string, problems: object[] = []) => ({
  print,
  problems,
  language: null,
  form: {
    brand: { name: 'Contoso IT', phone: null, accent: null },
    ask_phone: false,
    require_phone: false,
    for_someone_else: true,
    privacy: { text: null },
    screenshots: 'on',
    selections: [
      {
        id: 'room',
        kind: 'text',
        text: question,
        group: null,
        required: true,
        shown_when: null,
      },
    ],
  },
})

/** Opens the preview of the first settings; each call of the returned function saves the next ones. */
async function preview(...versions: object[]): Promise<{ page: Page; save: () => void }> {
  const page = await blank()
  await page.setViewportSize(FORM)
  let at = 0
  let saved = () => {}
  await page.route('http://preview.example/**', async (route) => {
    const { pathname } = new URL(route.request().url())
    if (pathname === '/settings.json') return route.fulfill({ json: versions[at] })
    if (pathname === '/changed') {
      await new Promise<void>((resolve) => (saved = resolve))
      return route.fulfill({ body: (versions[at] as { print: string }).print }).catch(() => undefined)
    }
    const body = readFileSync(new URL(`.${pathname}`, BUILT))
    return route.fulfill({ body, contentType: TYPES[extname(pathname)] ?? '' })
  })
  await page.goto('http://preview.example/index.html')
  const save = () => {
    at += 1
    saved()
  }
  return { page, save }
}

test('the preview is the form of the settings, asks like the real one, and follows the file', async () => {
  const { page, save } = await preview(said('1', 'Which room?'), said('2', 'Which floor?'))
  await page.getByLabel('Which room?').waitFor()
  await page.locator('#message').fill('No sound')
  await page.locator('#send').click()
  await page.getByText('Please fill this in.').waitFor()
  save()
  await page.getByLabel('Which floor?').fill('2')
  expect(await page.getByLabel('Which room?').count()).toBe(0)
  await page.locator('#message').fill('No sound')
  await page.locator('#send').click()
  await page.locator('#saved').waitFor()
})

test('a mistake in the settings is shown with its place instead, and the form when it is mended', async () => {
  const mistake = {
    place: 'deskbell.toml:3:14',
    message: 'there is no selection with the id "floor"',
    line: 'shown_when = "floor"',
    column: 14,
  }
  const { page, save } = await preview(said('1', 'Which room?', [mistake]), said('2', 'Which room?'))
  await page.getByRole('heading', { name: 'deskbell.toml:3:14' }).waitFor()
  expect(await page.locator('pre').innerText()).toBe(`shown_when = "floor"\n${' '.repeat(13)}^`)
  await picture(page, 'preview-problems')
  expect([...(await violations(page)), ...(await sticksOut(page))]).toEqual([])
  save()
  await page.getByLabel('Which room?').waitFor()
})
