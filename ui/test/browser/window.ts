import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, inject } from 'vitest'

/** Where the pictures of the screens go: for people to look at. */
const PICTURES = fileURLToPath(new URL('../../../target/ui-screens/', import.meta.url))

/** The form's window as the tray app opens it. */
export const FORM = { width: 480, height: 640 }

export interface Look {
  scenario?: string
  screen?: 'form' | 'this-pc' | 'tickets' | 'about'
  size?: { width: number; height: number }
  scheme?: 'light' | 'dark'
  forced?: boolean
  /** Size of the text, in percent of the browser's own. */
  text?: number
  /** Spacing as WCAG 1.4.12 lets people set it. */
  spaced?: boolean
  /** The system's languages. */
  language?: string
  /** What the person chose before. */
  chosen?: string
}

let browser: Browser

/** Starts the browser for a file of tests. */
export function withBrowser(): void {
  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true })
    browser = await chromium.launch({
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--headless',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    })
  })
  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())))
  afterAll(() => browser.close())
}

/** A page with nothing in it. What it reports as an error fails the test. */
export async function blank(): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  page.on('pageerror', (error) => {
    throw error
  })
  page.on('console', (message) => {
    if (message.type() === 'error') throw new Error(message.text())
  })
  return page
}

/** Opens a screen and waits until it shows something. What the page reports as an error fails the test. */
export async function open(look: Look = {}): Promise<Page> {
  const { scenario = 'plain', screen = 'form', language = 'en', chosen } = look
  const page = await blank()
  await setWindow(page, look)
  const query = new URLSearchParams({ scenario, screen, language, ...(chosen && { chosen }) })
  await page.goto(`${inject('url')}?${query}`)
  await page.locator('main').waitFor()
  await setText(page, look)
  return page
}

/** Gives the page the size, colours, text size and language of `look`. */
export async function wear(page: Page, look: Look): Promise<void> {
  await setWindow(page, look)
  await setText(page, look)
  await page.evaluate((language) => window.fake.speak(language), look.language ?? 'en')
}

async function setWindow(page: Page, { size = FORM, scheme = 'light', forced = false }: Look): Promise<void> {
  await page.setViewportSize(size)
  await page.emulateMedia({ colorScheme: scheme, forcedColors: forced ? 'active' : 'none' })
}

async function setText(page: Page, { text = 100, spaced = false }: Look): Promise<void> {
  await page.evaluate(
    ([text, spaced]) => {
      // What a larger text size of the system does: rem grows, pixels stay.
      document.documentElement.style.fontSize = text === 100 ? '' : `${text * 0.9375}%`
      const sheet = new CSSStyleSheet()
      if (spaced) {
        sheet.insertRule(
          '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }',
        )
        sheet.insertRule('p { margin-bottom: 2em !important }')
      }
      document.adoptedStyleSheets = [sheet]
    },
    [text, spaced] as const,
  )
}

/** Waits until everything that comes after the first paint is there, and painted. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const looked = !location.search.includes('screen=form') || window.fake.calls.some(([name]) => name === 'facts')
    return looked && [...document.images].every((image) => image.complete)
  })
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))))
}

/** Saves what the window shows. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${PICTURES}${name}.png` })
}

/** What sticks out to the right of the window, or of something that scrolls down only. */
export function sticksOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const name = (element: Element) => `${element.tagName.toLowerCase()}#${element.id}.${element.className.toString()}`
    const wide = document.documentElement.clientWidth
    return [...document.querySelectorAll('body *')]
      .filter((element) => !element.closest('.offscreen, .actual, svg') && element.getClientRects().length > 0)
      .filter((element) => {
        const box = element.getBoundingClientRect()
        const clipped = getComputedStyle(element).overflowX !== 'visible'
        return box.right > wide + 0.5 || box.left < -0.5 || (!clipped && element.scrollWidth > element.clientWidth + 1)
      })
      .filter((element) => getComputedStyle(element).display !== 'inline')
      .map(name)
  })
}

/** The commands the page has called so far. */
export function calls(page: Page): Promise<[string, ...unknown[]][]> {
  return page.evaluate(() => window.fake.calls)
}

/** What has the focus: its id, or its accessible name. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement
    return element?.id || element?.getAttribute('aria-label') || element?.textContent?.trim() || ''
  })
}
