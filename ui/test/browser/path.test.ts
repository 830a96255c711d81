import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { calls, focused, open, picture, sticksOut, withBrowser } from './window'

withBrowser()

/** Presses Tab until `target` has the focus: what can't be reached in a whole round fails. */
async function tabTo(page: Awaited<ReturnType<typeof open>>, target: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if ((await focused(page)) === target) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never reaches ${target}`)
}

test('the whole way with the keyboard alone: describe, choose, look, take out, attach, sign, send, close', async () => {
  const page = await open({ scenario: 'groups' })
  await page.locator('[data-picture]').nth(1).waitFor()
  expect(await focused(page)).toBe('message')
  await page.keyboard.type('The printer is not responding.')

  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  expect(await page.locator('[data-selection=emergency]').isChecked()).toBe(true)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowDown')
  expect(await page.locator('[data-selection=some]').isChecked()).toBe(true)

  await tabTo(page, 'See Screen 1 large')
  await page.keyboard.press('Enter')
  await page.locator('dialog[open] img').waitFor()
  await page.keyboard.press('ArrowRight')
  await page.getByRole('heading', { name: 'Screen 2, 1920 × 1080' }).waitFor()
  await page.keyboard.press('ArrowLeft')
  await page.getByRole('heading', { name: 'Screen 1, 3840 × 2160' }).waitFor()
  await tabTo(page, 'tool-hide')
  await page.keyboard.press('Enter')
  expect(await focused(page)).toBe('shape')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Enter')
  expect(await focused(page)).toBe('tool-hide')
  await page.locator('dialog[open] img[data-version]:not([data-version="0"])').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('dialog[open]').waitFor({ state: 'detached' })
  expect(await focused(page)).toBe('See Screen 1 large')

  await tabTo(page, 'Take out Screen 2')
  await page.keyboard.press('Enter')
  expect(await page.locator('[data-picture]').nth(1).getAttribute('data-out')).toBe('true')
  expect(await focused(page)).toBe('Put back Screen 2')

  await tabTo(page, 'add-file')
  await page.keyboard.press('Enter')
  await page.locator('[data-file]').waitFor()

  await tabTo(page, 'from-change')
  await page.keyboard.press('Enter')
  expect(await focused(page)).toBe('name')
  await tabTo(page, 'phone')
  await page.keyboard.type('+1 555 0111')
  await page.locator('#from').getByText('+1 555 0111').waitFor()
  await picture(page, 'form-filled')

  await page.keyboard.press('Control+Enter')
  await page.locator('#number').waitFor()
  expect(await page.locator('#saved').innerText()).toMatch(/^Saved\. Your reference is\s+H7K2\s*\.$/)
  expect(await page.locator('#progress').innerText()).toBe('Ticket T20261121.0042 is with Contoso IT.')
  const send = (await calls(page)).find(([command]) => command === 'send')
  const changes = (await calls(page)).filter(([command]) => command === 'edit_picture').length
  expect(send?.[1]).toMatchObject({
    draft: {
      message: 'The printer is not responding.',
      selections: ['emergency', 'some'],
      requester: { name: 'Dana Reyes', email: 'dana@contoso.example', phone: '+1 555 0111' },
      files: ['file-1-1'],
    },
    pictures: [{ id: 'screen-1-look-1', version: changes }],
    facts_off: [],
  })
  await page.keyboard.press('Escape')
  expect((await calls(page)).at(-1)).toEqual(['close_window'])
})

/** Opens the first picture large. */
async function large(): Promise<Page> {
  const page = await open()
  await page.locator('.see').first().click()
  await page.locator('dialog[open] img').waitFor()
  return page
}

/** The changes that were asked for last. */
const edits = async (page: Page) => (await calls(page)).findLast(([command]) => command === 'edit_picture')?.[2]

/** Where a part of the picture is in the window, both from 0 to 1. */
async function spot(page: Page, x: number, y: number): Promise<[number, number]> {
  const box = await page.locator('.sheet').boundingBox()
  if (!box) throw new Error('no picture')
  return [box.x + box.width * x, box.y + box.height * y]
}

test('a part is hidden by dragging, in the pixels of the capture, and what it covers is a black box', async () => {
  const page = await large()
  await page.locator('#tool-hide').click()
  await page.mouse.move(...(await spot(page, 0.5, 0.5)))
  await page.mouse.down()
  await page.mouse.move(...(await spot(page, 0.4, 0.3)), { steps: 4 })
  await page.mouse.move(...(await spot(page, 0.25, 0.25)))
  await picture(page, 'editor-dragging')
  await page.mouse.up()
  await page.locator('dialog[open] img[data-version="1"]').waitFor()
  const [hidden] = (await edits(page)) as [{ x: number; y: number; width: number; height: number }]
  const off = [hidden.x - 960, hidden.y - 540, hidden.width - 960, hidden.height - 540].map(Math.abs)
  // A pixel of the window is eight of the picture.
  expect(Math.max(...off)).toBeLessThanOrEqual(24)
  const inside = await page.evaluate(() => {
    const image = document.querySelector<HTMLImageElement>('dialog[open] img')
    const canvas = new OffscreenCanvas(384, 216)
    const context = canvas.getContext('2d')
    if (!image || !context) throw new Error('no picture')
    context.drawImage(image, 0, 0, 384, 216)
    return [...context.getImageData(144, 81, 1, 1).data]
  })
  expect(inside).toEqual([0, 0, 0, 255])
})

test('two clicks do what a drag does, and one click alone does nothing', async () => {
  const page = await large()
  await page.locator('#tool-crop').click()
  await page.mouse.click(...(await spot(page, 0.25, 0.25)))
  await page.getByText('Now click the opposite corner.').waitFor()
  expect(await edits(page)).toBeUndefined()
  await page.mouse.click(...(await spot(page, 0.75, 0.75)))
  await page.getByRole('heading', { name: /^Screen 1, 19\d\d × 10\d\d$/ }).waitFor()
  const [crop] = (await edits(page)) as [{ tool: string }]
  expect(crop.tool).toBe('crop')
  // What is drawn next lies in the capture, not in what is left of it.
  await page.locator('#tool-arrow').click()
  await page.mouse.click(...(await spot(page, 0, 0.02)))
  await page.mouse.click(...(await spot(page, 0.5, 0.5)))
  await expect.poll(async () => ((await edits(page)) as unknown[]).length).toBe(2)
  const [, arrow] = (await edits(page)) as [unknown, { x: number; width: number }]
  expect(Math.abs(arrow.x - 960)).toBeLessThanOrEqual(24)
  expect(Math.abs(arrow.x + arrow.width - 1920)).toBeLessThanOrEqual(24)
})

test('nothing has to be drawn: a shape can be put in the middle', async () => {
  const page = await large()
  await page.locator('#tool-box').click()
  await page.locator('#place').click()
  expect(await focused(page)).toBe('shape')
  await expect.poll(() => edits(page)).toMatchObject([{ tool: 'box' }])
})

test('a change counts as it is made, is taken back and made again, and Delete takes a shape away', async () => {
  const page = await large()
  await page.locator('#tool-hide').press('Enter')
  await expect.poll(async () => ((await edits(page)) as unknown[]).length).toBe(1)
  await page.keyboard.press('Delete')
  expect(await focused(page)).toBe('tool-hide')
  await expect.poll(() => edits(page)).toEqual([])
  await page.locator('#tool-box').press('Enter')
  await page.keyboard.press('Escape')
  expect(await page.locator('dialog[open]').count()).toBe(1)
  await expect.poll(async () => ((await edits(page)) as unknown[]).length).toBe(1)
  await page.keyboard.press('Control+z')
  await expect.poll(() => edits(page)).toEqual([])
  await page.keyboard.press('Control+y')
  await expect.poll(async () => ((await edits(page)) as unknown[]).length).toBe(1)
  await page.locator('#undo').click()
  await expect.poll(() => edits(page)).toEqual([])
})

test('what is done to a picture is said to those who listen', async () => {
  const page = await large()
  const said = page.locator('dialog [role=status]')
  await page.locator('#tool-hide').press('Enter')
  await expect.poll(() => said.innerText()).toBe('35% from the left, 42% from the top, 30% wide, 16% high')
  for (let step = 0; step < 10; step += 1) await page.keyboard.press('ArrowLeft')
  await expect.poll(() => said.innerText()).toContain('25% from the left')
  for (let step = 0; step < 10; step += 1) await page.keyboard.press('Shift+ArrowRight')
  await expect.poll(() => said.innerText()).toContain('40% wide')
  await page.keyboard.press('Enter')
  await expect.poll(() => said.innerText()).toBe('Hidden. A black box is all that is left of it.')
  await page.keyboard.press('Control+z')
  await expect.poll(() => said.innerText()).toBe('Undone.')
})

test('what can not be drawn is said, and the picture is as it was', async () => {
  const page = await open({ scenario: 'no-edits' })
  await page.locator('.see').first().click()
  await page.locator('#tool-hide').press('Enter')
  await page.locator('#edit-problem').waitFor()
  expect(await page.locator('#undo').getAttribute('aria-disabled')).toBe('true')
})

test('the actual size is the very file that is sent, and scrolls', async () => {
  const page = await large()
  await page.getByRole('button', { name: 'Actual size' }).click()
  await page.locator('.sheet.actual').waitFor()
  await picture(page, 'editor-actual')
  expect(await page.locator('.stage').evaluate((stage) => stage.scrollWidth)).toBe(3840)
})

test('where the admin wants people asked, their screen is taken when they say so', async () => {
  const page = await open({ scenario: 'asks' })
  expect((await calls(page)).map(([command]) => command)).not.toContain('pictures')
  await page.getByRole('button', { name: 'Add a picture of my screen' }).click()
  await page.locator('[data-picture]').first().waitFor()
  expect((await calls(page)).find(([command]) => command === 'retake')).toEqual(['retake', false])
  await page.getByRole('button', { name: 'Retake' }).waitFor()
})

test('every fact is shown; those that always go say so, the others have a switch that is obeyed', async () => {
  const page = await open()
  await page.locator('#what-we-send summary').click()
  expect(await page.getByText('always sent').count()).toBe(5)
  expect(await page.locator('[data-fact=hostname]').count()).toBe(0)
  await page.locator('[data-fact=serial]').uncheck()
  await page.getByText('(12 facts about this PC)').waitFor()
  await page.locator('[data-fact=serial]').scrollIntoViewIfNeeded()
  await picture(page, 'what-we-send')
  expect(await sticksOut(page)).toEqual([])
  await page.locator('#send').click()
  await page.locator('#saved').waitFor()
  const send = (await calls(page)).find(([command]) => command === 'send')
  expect(send?.[1]).toMatchObject({ facts_off: ['serial'] })
})

test('what becomes of a request is said in our words, or the admin’s in the language of the person', async () => {
  const ours = await open()
  await ours.locator('#what-we-send summary').click()
  expect(await ours.locator('#privacy').innerText()).toMatch(
    /^Nothing leaves this PC before you press Send\..*Contoso IT/,
  )
  const theirs = await open({ scenario: 'private', language: 'de' })
  await theirs.locator('#what-we-send summary').click()
  expect(await theirs.locator('#privacy').innerText()).toMatch(/^Nur die Contoso IT sieht es/)
  await theirs.evaluate(() => window.fake.speak('fr'))
  await theirs.getByText('Seen by Contoso IT alone').waitFor()
})

test('the form paints first and asks for what is slow afterwards; typing never waits for it', async () => {
  const page = await open({ scenario: 'slow' })
  await page.keyboard.type('no toner')
  expect(await page.locator('#message').inputValue()).toBe('no toner')
  expect(await page.locator('#send').isEnabled()).toBe(true)
  const names = (await calls(page)).map(([command]) => command)
  expect(names.slice(0, 3)).toEqual(['language', 'form_open', 'painted'])
})

test('Send waits until there is something to say, and Ctrl+Enter before that says what is missing', async () => {
  const page = await open({ scenario: 'bare' })
  expect(await page.locator('#send').isDisabled()).toBe(true)
  await page.keyboard.press('Control+Enter')
  expect(await page.locator('#message-error').innerText()).not.toBe('')
  expect(await focused(page)).toBe('message')
  await page.keyboard.type('x')
  await page.locator('#message-error').waitFor({ state: 'detached' })
  expect(await page.locator('#send').isEnabled()).toBe(true)
})

test('what needs another look is said beside its field, and the cursor goes to the first', async () => {
  const page = await open({ scenario: 'invalid' })
  await page.locator('#message').fill('The printer is not responding.')
  await page.keyboard.press('Control+Enter')
  await page.locator('#name-error').getByText('longer than 254').waitFor()
  expect(await focused(page)).toBe('name')
  expect(await page.locator('#email').getAttribute('aria-invalid')).toBe('true')
  await picture(page, 'form-problems')
  expect(await sticksOut(page)).toEqual([])
  await page.evaluate(() => window.fake.forgive())
  await page.keyboard.press('Control+Enter')
  await page.locator('#saved').waitFor()
})

test("the admin's own form: what is hidden comes, what is needed is said and gets the cursor, and the answers are sent", async () => {
  const page = await open({ scenario: 'own', language: 'de' })
  await page.locator('#message').fill('Der Drucker frisst Papier.')
  expect(await page.locator('[data-selection=room]').count()).toBe(0)
  await page.locator('[data-selection=printing]').check()
  await page.getByLabel('In welchem Raum steht der Drucker?').waitFor()

  await page.locator('#send').click()
  await page.getByText('Bitte füllen Sie das aus.').waitFor()
  expect(await page.locator(':focus').getAttribute('data-selection')).toBe('room')
  expect(await page.locator('[role=alert].problem').allInnerTexts()).toEqual([
    'Bitte füllen Sie das aus. Ein paar Worte genügen.',
    'Bitte wählen Sie eines davon.',
    'Bitte kreuzen Sie das vor dem Senden an.',
    'Bitte geben Sie eine Nummer an, unter der wir Sie zurückrufen können.',
  ])
  await page.keyboard.type('204')
  expect(await page.locator('[role=alert].problem').count()).toBe(3)
  await page.locator('[data-selection=home]').check()
  await page.locator('[data-selection=agreed]').check()
  await page.locator('#for-someone-else').check()
  expect(await focused(page)).toBe('for-name')
  await page.keyboard.press('Control+Enter')
  await page.locator('#phone-error').waitFor()
  expect(await focused(page)).toBe('phone')
  await page.keyboard.type('+1 555 0111')
  await page.keyboard.press('Control+Enter')
  await page.locator('#for-name-error').waitFor()
  expect(await focused(page)).toBe('for-name')
  await page.keyboard.type('Kim Roe')
  await page.keyboard.press('Control+Enter')
  await page.locator('#number').waitFor()
  const send = (await calls(page)).findLast(([command]) => command === 'send')
  expect(send?.[1]).toMatchObject({
    draft: {
      selections: ['printing', 'home', 'agreed'],
      answers: { room: '204' },
      on_behalf_of: { name: 'Kim Roe', email: '' },
    },
  })
})

test("a rule's no shows the admin's text and leaves the draft as it was", async () => {
  const page = await open({ scenario: 'rejected' })
  await page.locator('#message').fill('I need a new password')
  await page.locator('#send').click()
  await page.locator('#form-error').getByText('please call +1 555 0100').waitFor()
  expect(await page.locator('#message').inputValue()).toBe('I need a new password')
  await picture(page, 'form-rejected')
  expect(await sticksOut(page)).toEqual([])
})

test('a message that is too long is said while it is written', async () => {
  const page = await open()
  await page.locator('#message').fill('🔔'.repeat(20_001))
  expect(await page.locator('#message-error').innerText()).toContain('1 character longer')
  await page.keyboard.press('Control+Enter')
  expect((await calls(page)).map(([command]) => command)).not.toContain('send')
})

test('files come by drop and by paste, eleven of them fit, and an empty one says why it did not', async () => {
  const page = await open()
  await page.evaluate(() => {
    const data = new DataTransfer()
    for (let at = 1; at <= 10; at += 1)
      data.items.add(new File(['x'.repeat(900 * at * at)], `Photo of the printer ${at}.jpg`))
    data.items.add(new File([], 'empty.txt'))
    document.body.dispatchEvent(new DragEvent('dragover', { dataTransfer: data, bubbles: true, cancelable: true }))
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
    const pasted = new DataTransfer()
    pasted.items.add(new File(['x'], '', { type: 'image/png' }))
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: pasted, bubbles: true, cancelable: true }))
  })
  await page.locator('[data-file]').nth(10).waitFor()
  await page.locator('[data-file]').getByText('Pasted picture.png').waitFor()
  await page.locator('#files-error').getByText('“empty.txt” could not be read').waitFor()
  await page.locator('#files-error').scrollIntoViewIfNeeded()
  await picture(page, 'form-files')
  expect(await sticksOut(page)).toEqual([])
  await page.locator('[data-file] .remove').first().click()
  expect(await page.locator('[data-file]').count()).toBe(10)
  expect(await focused(page)).toBe('add-file')
})

test('a drop is announced over the whole window', async () => {
  const page = await open()
  await page.evaluate(() => {
    const data = new DataTransfer()
    data.items.add(new File(['x'], 'a.txt'))
    document.body.dispatchEvent(new DragEvent('dragover', { dataTransfer: data, bubbles: true, cancelable: true }))
  })
  await page.getByText('Drop to add it').waitFor()
  await picture(page, 'form-drop')
})

test('the kept draft comes back with its words, choices and files, and is sent under its own id', async () => {
  const page = await open({ scenario: 'kept' })
  await page.locator('#kept-go-on').click()
  await page.locator('#kept').waitFor({ state: 'detached' })
  expect(await page.locator('#message').inputValue()).toContain('label printer')
  expect(await page.locator('[data-selection=others]').isChecked()).toBe(true)
  await page.locator('[data-file]').getByText('label.pdf').waitFor()
  expect(await focused(page)).toBe('message')
  await page.locator('#send').click()
  await page.locator('#saved').waitFor()
  expect((await calls(page)).find(([command]) => command === 'send')?.[1]).toMatchObject({
    draft: { draft: '0190a0b0-0000-7000-8000-000000000000', files: ['file-7'] },
  })
})

test('a fresh start lets the kept draft go', async () => {
  const page = await open({ scenario: 'kept' })
  await page.locator('#kept-fresh').click()
  await page.locator('#kept').waitFor({ state: 'detached' })
  expect((await calls(page)).at(-1)).toEqual(['discard_kept', '0190a0b0-0000-7000-8000-000000000000'])
  expect(await page.locator('#message').inputValue()).toBe('')
})

test.each(['Escape', 'the window asks'])('closing by %s keeps the words first', async (way) => {
  const page = await open()
  await page.locator('#message').fill('half a sent')
  if (way === 'Escape') await page.keyboard.press('Escape')
  else await page.evaluate(() => window.fake.requestClose())
  await expect.poll(async () => (await calls(page)).at(-1)).toEqual(['close_window'])
  expect((await calls(page)).at(-2)).toMatchObject(['keep_draft', { message: 'half a sent' }])
})

test('a retake brings new pictures, leaves the words, and leaves out what was taken out', async () => {
  const page = await open()
  await page.locator('#message').fill('look at this')
  await page.locator('.take-out').nth(1).click()
  await page.locator('#retake').click()
  await page.locator('[data-picture=screen-1-look-2]').waitFor()
  expect(await page.locator('[data-picture=screen-2-look-2]').getAttribute('data-out')).toBe('true')
  expect(await page.locator('#message').inputValue()).toBe('look at this')
  await picture(page, 'form-taken-out')
})

test('This PC opens over the form, can be copied, and Escape comes back to the form and not out of it', async () => {
  const page = await open()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.locator('#this-pc').click()
  await page.locator('#copy').click()
  await page.getByText('Copied').first().waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('Computer name: FRONTDESK-3\n')
  await picture(page, 'form-this-pc')
  expect(await sticksOut(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.locator('dialog[open]').waitFor({ state: 'detached' })
  expect((await calls(page)).map(([command]) => command)).not.toContain('close_window')
  expect(await focused(page)).toBe('this-pc')
})

test('the language is the one chosen before, and another choice changes everything at once, errors too', async () => {
  const page = await open({ scenario: 'bare', language: 'de,en', chosen: 'fr' })
  expect(await page.locator('#send').innerText()).toBe('Envoyer')
  expect(await page.locator('html').getAttribute('lang')).toBe('fr')
  await page.keyboard.press('Control+Enter')
  await page.locator('#message-error').getByText('Écrivez quelques mots').waitFor()
  await tabTo(page, 'language')
  await page.locator('#language').selectOption('es')
  await page.locator('#message-error').getByText('Escriba aquí unas palabras').waitFor()
  expect(await page.title()).toBe('Contoso IT – Ayuda')
  expect((await calls(page)).at(-1)).toEqual(['speak', 'es'])
  await page.locator('#language').selectOption('de')
  await page.locator('#send').getByText('Senden').waitFor()
  expect((await calls(page)).at(-1)).toEqual(['speak', null])
})

test('what happens without the cursor going there is said to those who listen', async () => {
  const page = await open()
  await page.evaluate(() => {
    const heard: string[] = ((window as unknown as { heard: string[] }).heard = [])
    const regions = new Set(document.querySelectorAll('[role=status]'))
    new MutationObserver(() => {
      // What comes together with its region is not announced.
      for (const region of regions) heard.push(region.textContent?.trim() ?? '')
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  const heard = () => page.evaluate(() => (window as unknown as { heard: string[] }).heard.join('\n'))
  await page.locator('#retake').click()
  await expect.poll(heard).toContain('2 pictures are here. Nothing was sent yet.')
  await page.locator('.take-out').first().click()
  await expect.poll(heard).toContain('This picture stays here and is not sent.')
  await page.locator('.put-back').first().click()
  await expect.poll(heard).toContain('This picture goes with your request.')
  await page.locator('#add-file').click()
  await expect.poll(heard).toContain('Added: Invoice template.docx')
})

test('a ticket in the list follows its news', async () => {
  const page = await open({ screen: 'tickets' })
  await page.evaluate(() =>
    window.fake.tell({
      id: 't3',
      reference: 'H7K2',
      subject: 'The printer',
      state: 'delivered',
      number: 'T20261121.0043',
    }),
  )
  await page.locator('[data-ticket=t3]').getByText('T20261121.0043').waitFor()
  expect(await page.locator('[data-ticket]').count()).toBe(3)
})

test('the ticket number shows as soon as there is one, also while pictures follow, and a ticket may have none', async () => {
  const page = await open({ scenario: 'saved' })
  await page.locator('#message').fill('no toner')
  await page.locator('#send').click()
  await page.locator('#progress[data-state=sending]').waitFor()
  const ticket = { id: 'sent', reference: 'H7K2', subject: 'no toner' }
  await page.evaluate((news) => window.fake.tell({ ...news, state: 'sending', number: 'T20261121.0042' }), ticket)
  expect(await page.locator('#number').innerText()).toBe('T20261121.0042')
  expect(await page.locator('#progress').innerText()).toContain('following')
  await page.evaluate((news) => window.fake.tell({ ...news, state: 'delivered', number: null }), ticket)
  expect(await page.locator('#progress').innerText()).toBe('Your request is with Contoso IT.')
})

test('a picture that can not be shown is said and not sent', async () => {
  const page = await open()
  await page.locator('[data-picture][data-sight=seen]').nth(1).waitFor()
  await page
    .locator('[data-picture] img')
    .first()
    .evaluate((image) => image.dispatchEvent(new Event('error')))
  await page.getByText('A picture could not be shown').waitFor()
  await page.locator('#send').click()
  await page.locator('#stayed-behind').getByText('Screen 1').waitFor()
  const send = (await calls(page)).find(([command]) => command === 'send')
  expect(send?.[1]).toMatchObject({ pictures: [{ id: 'screen-2-look-1', version: 0 }] })
})

test('a message in markup stays words', async () => {
  const page = await open({ scenario: 'kept' })
  await page.locator('#message').fill('<script>alert(1)</script><img src=x onerror=alert(1)>')
  await page.locator('#kept-go-on').click()
  await page.locator('#kept').waitFor({ state: 'detached' })
  expect(await page.locator('#message').inputValue()).toContain('<script>alert(1)</script>')
})
