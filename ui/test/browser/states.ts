import type { Page } from 'playwright-core'
import type { Look } from './window'

/** One state of one screen: where it starts, and how it is reached from there. */
export interface State {
  look?: Look
  reach?: (page: Page) => Promise<unknown>
}

const send = (page: Page) => page.locator('#send').click()

const write = (page: Page) => page.locator('#message').fill('The printer is not responding.')

const sent = (scenario: string): State => ({
  look: { scenario },
  reach: async (page) => {
    await write(page)
    await send(page)
    await page.locator(`#progress[data-state=${AFTER[scenario] ?? scenario}]`).waitFor()
  },
})

const edit = async (page: Page) => {
  await page.locator('.see').first().click()
  await page.locator('dialog[open] img').waitFor()
}

/** Where the ticket stands at last, where the scenario is called otherwise. */
const AFTER: Record<string, string> = { plain: 'delivered', saved: 'sending' }

const drop = (page: Page, files: number) =>
  page.evaluate((files) => {
    const data = new DataTransfer()
    for (let at = 1; at <= files; at += 1)
      data.items.add(new File(['x'.repeat(900 * at * at)], `Photo of the printer ${at}.jpg`))
    data.items.add(new File([], 'empty.txt'))
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
  }, files)

/** Every screen in every state that looks different. */
export const STATES: Record<string, State> = {
  form: { look: { scenario: 'practice' } },
  'form-slow': { look: { scenario: 'slow' } },
  'form-bare': { look: { scenario: 'bare' } },
  'form-blind': { look: { scenario: 'blind' } },
  'form-groups': {
    look: { scenario: 'groups' },
    reach: async (page) => {
      await page.locator('[data-selection=emergency]').check()
      await page.locator('[data-selection=some]').check()
    },
  },
  'form-own': {
    look: { scenario: 'own' },
    reach: async (page) => {
      await page.locator('[data-selection=printing]').check()
      await page.locator('[data-selection=room]').fill('204, behind the kitchen')
      await page.locator('#for-someone-else').check()
      await page.locator('#for-name').fill('Kim Roe')
    },
  },
  'form-own-problems': {
    look: { scenario: 'own' },
    reach: async (page) => {
      await page.locator('[data-selection=printing]').check()
      await page.locator('#for-someone-else').check()
      await send(page)
      await page.locator('#for-name-error').waitFor()
    },
  },
  'form-kept': { look: { scenario: 'kept' } },
  'form-taken-out': { reach: (page) => page.locator('.take-out').nth(1).click() },
  'form-files': {
    reach: async (page) => {
      await drop(page, 3)
      await page.locator('#files-error').scrollIntoViewIfNeeded()
    },
  },
  'form-what-we-send': {
    reach: async (page) => {
      await page.locator('#what-we-send summary').click()
      await page.locator('[data-fact=serial]').uncheck()
    },
  },
  'form-empty': {
    look: { scenario: 'bare' },
    reach: async (page) => {
      await page.keyboard.press('Control+Enter')
      await page.locator('#message-error').waitFor()
    },
  },
  'form-problems': {
    look: { scenario: 'invalid' },
    reach: async (page) => {
      await write(page)
      await send(page)
      await page.locator('#name-error').waitFor()
    },
  },
  'form-rejected': {
    look: { scenario: 'rejected' },
    reach: async (page) => {
      await write(page)
      await send(page)
      await page.locator('#form-error').waitFor()
    },
  },
  'form-first-run': { look: { scenario: 'first-run' } },
  'form-fixed-language': { look: { scenario: 'fixed-language' } },
  'form-japanese': { look: { scenario: 'japanese' } },
  'form-branded': { look: { scenario: 'branded' } },
  'form-pale-brand': { look: { scenario: 'pale-brand' } },
  'form-full': { look: { scenario: 'full' } },
  'form-asks': { look: { scenario: 'asks' } },
  'form-no-screenshots': { look: { scenario: 'no-screenshots' } },
  'form-retake': {
    look: { scenario: 'slow-retake' },
    reach: async (page) => {
      await page.evaluate(() => document.getElementById('retake')?.click())
      await page.getByRole('timer').waitFor()
    },
  },
  editor: { reach: edit },
  'editor-tool': {
    reach: async (page) => {
      await edit(page)
      await page.locator('#tool-arrow').click()
    },
  },
  'editor-shape': {
    reach: async (page) => {
      await edit(page)
      await page.locator('#tool-hide').press('Enter')
      await page.locator('#shape').waitFor()
    },
  },
  'editor-crop': {
    reach: async (page) => {
      await edit(page)
      await page.locator('#tool-crop').press('Enter')
      await page.locator('#shape').waitFor()
    },
  },
  'editor-changed': {
    reach: async (page) => {
      await edit(page)
      for (const tool of ['hide', 'arrow', 'box']) {
        await page.locator(`#tool-${tool}`).press('Enter')
        for (let step = 0; step < 12; step += 1) await page.keyboard.press(tool === 'box' ? 'ArrowUp' : 'ArrowLeft')
        await page.keyboard.press('Enter')
      }
      await page.locator('.sheet:not(:has(path)) img:not([data-version="0"])').waitFor()
    },
  },
  'editor-trouble': {
    look: { scenario: 'no-edits' },
    reach: async (page) => {
      await edit(page)
      await page.locator('#tool-box').press('Enter')
      await page.locator('#edit-problem').waitFor()
    },
  },
  'form-this-pc': {
    reach: async (page) => {
      await page.locator('#this-pc').click()
      await page.locator('#copy').waitFor()
    },
  },
  'not-connected': { look: { scenario: 'not-connected' } },
  'not-connected-unbranded': { look: { scenario: 'not-connected-unbranded' } },
  'sent-sending': sent('saved'),
  'sent-number': sent('plain'),
  'sent-offline': sent('offline'),
  'sent-waiting': sent('waiting'),
  'sent-parked': sent('parked'),
  'this-pc': { look: { screen: 'this-pc', size: { width: 420, height: 480 } } },
  'this-pc-full': { look: { screen: 'this-pc', scenario: 'full' } },
  tickets: { look: { screen: 'tickets', size: { width: 480, height: 480 } } },
  'tickets-none': { look: { screen: 'tickets', scenario: 'no-tickets' } },
  'tickets-full': { look: { screen: 'tickets', scenario: 'full' } },
  about: { look: { screen: 'about', size: { width: 420, height: 360 } } },
}
