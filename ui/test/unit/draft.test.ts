import { describe, expect, test } from 'vitest'
import { arrange, Draft, inTheirs } from '../../src/form/draft.svelte'
import { formView, selection } from './host'

const screens = [
  { id: 'a', version: 0, label: 'Screen 1', monitor: 'DP-1', width: 1, height: 1 },
  { id: 'b', version: 0, label: 'Screen 2', monitor: 'DP-2', width: 1, height: 1 },
]

/** Shows pictures, and draws them all. */
function see(draft: Draft, pictures = screens): void {
  draft.show(pictures)
  for (const picture of draft.pictures) picture.sight = 'seen'
}

describe('there is something to send', () => {
  test('not on an empty form, and not with blanks alone', () => {
    const draft = new Draft(formView())
    expect(draft.hasSomething).toBe(false)
    draft.message = ' \n\t '
    expect(draft.hasSomething).toBe(false)
  })

  test.each<[string, (draft: Draft) => void]>([
    ['a message', (draft) => (draft.message = 'no toner')],
    ['a selection', (draft) => draft.tick('emergency', true)],
    ['a file', (draft) => draft.files.push({ id: 'f', name: 'a.txt', bytes: 1 })],
    ['a picture kept', (draft) => see(draft)],
  ])('with %s', (_, say) => {
    const draft = new Draft(formView())
    say(draft)
    expect(draft.hasSomething).toBe(true)
    expect(draft.problems()).toEqual({})
  })

  test('not with pictures that were all taken out', () => {
    const draft = new Draft(formView())
    see(draft)
    for (const picture of draft.pictures) picture.out = true
    expect(draft.hasSomething).toBe(false)
    expect(draft.problems().message?.()).toBeTruthy()
  })
})

test('a message is measured in characters, not in UTF-16 units', () => {
  const draft = new Draft(formView())
  draft.message = '🔔'.repeat(20)
  expect(draft.over).toBe(0)
  draft.message += 'ab'
  expect(draft.over).toBe(2)
  expect(draft.problems().message?.()).toContain('2 characters')
})

test('a picture that was taken out is not handed in, and stays out after a retake', () => {
  const draft = new Draft(formView())
  see(draft)
  if (draft.pictures[1]) draft.pictures[1].out = true
  expect(draft.toSend().pictures).toEqual([{ id: 'a', version: 0 }])
  see(
    draft,
    screens.map((screen) => ({ ...screen, id: `${screen.id}2` })),
  )
  expect(draft.toSend().pictures).toEqual([{ id: 'a2', version: 0 }])
})

test('what was taken out is known by its monitor, wherever and whenever it comes back', () => {
  const [first, second] = screens
  if (!first || !second) throw new Error('two screens')
  const draft = new Draft(formView())
  see(draft)
  if (draft.pictures[0]) draft.pictures[0].out = true
  see(draft, [{ ...second, label: 'Screen 1' }])
  expect(draft.toSend().pictures).toEqual([{ id: 'b', version: 0 }])
  see(draft, [
    { ...second, label: 'Screen 1' },
    { ...first, label: 'Screen 2' },
  ])
  expect(draft.toSend().pictures).toEqual([{ id: 'b', version: 0 }])
})

test('a picture that was not drawn is nothing to send', () => {
  const draft = new Draft(formView())
  draft.show(screens)
  expect(draft.hasSomething).toBe(false)
  if (draft.pictures[0]) draft.pictures[0].sight = 'failed'
  if (draft.pictures[1]) draft.pictures[1].sight = 'seen'
  expect(draft.toSend().pictures).toEqual([{ id: 'b', version: 0 }])
})

test('a group holds one choice, which can be taken back, and check boxes are left alone', () => {
  const draft = new Draft(formView())
  draft.tick('others', true)
  draft.choose('Who', 'all')
  draft.choose('Who', 'one')
  expect(draft.selections).toEqual(['one', 'others'])
  draft.choose('Who', null)
  expect(draft.selections).toEqual(['others'])
})

test('radio buttons are drawn under one legend, at the place of the first of them', () => {
  const drawn = arrange(formView().selections).map(({ group, options }) => [group, options.map(({ id }) => id)])
  expect(drawn).toEqual([
    [null, ['emergency']],
    ['Who', ['one', 'all']],
    [null, ['others']],
  ])
})

test('going on with a kept draft sends under its id, and loses neither its words nor the new ones', () => {
  const draft = new Draft(formView())
  draft.message = 'and it smells'
  draft.tick('others', true)
  draft.goOn({
    draft: 'kept',
    message: 'printer jams',
    selections: ['emergency', 'gone from the settings'],
    answers: { 'gone too': '204' },
    requester: { name: 'D', email: 'd@x.example', phone: '' },
    on_behalf_of: { name: 'Kim', email: '' },
    files: [{ id: 'f', name: 'a.txt', bytes: 1 }],
  })
  expect(draft.toInput()).toEqual({
    draft: 'kept',
    message: 'printer jams\n\nand it smells',
    selections: ['emergency', 'others'],
    answers: {},
    requester: { name: 'D', email: 'd@x.example', phone: '' },
    on_behalf_of: { name: 'Kim', email: '' },
    files: ['f'],
  })
})

describe('what depends on other selections', () => {
  const room = selection('room', 'Which room?', { kind: 'text', shown_when: 'printing' })
  const floor = selection('floor', 'The whole floor', { shown_when: 'room' })
  const printing = selection('printing', 'Printing')
  const chain = () => new Draft(formView({ selections: [floor, room, printing] }))

  test('is shown when all of it is said, wherever it stands', () => {
    const draft = chain()
    expect([...draft.shown]).toEqual(['printing'])
    draft.answers['room'] = '204'
    expect([...draft.shown]).toEqual(['printing'])
    draft.tick('printing', true)
    expect([...draft.shown].sort()).toEqual(['floor', 'printing', 'room'])
    draft.answers['room'] = ' '
    expect([...draft.shown].sort()).toEqual(['printing', 'room'])
  })

  test('is neither kept nor sent while it is hidden, and there again with what it depends on', () => {
    const draft = chain()
    draft.tick('printing', true)
    draft.answers['room'] = '204'
    draft.tick('floor', true)
    expect(draft.toSend().draft).toMatchObject({ selections: ['floor', 'printing'], answers: { room: '204' } })
    draft.tick('printing', false)
    expect(draft.hasSomething).toBe(false)
    expect(draft.toSend().draft).toMatchObject({ selections: [], answers: {} })
    draft.tick('printing', true)
    expect(draft.toSend().draft).toMatchObject({ selections: ['floor', 'printing'], answers: { room: '204' } })
  })

  test('keeps its place among the others', () => {
    const drawn = arrange([printing, room, floor]).map(({ kind, options }) => [kind, options.map(({ id }) => id)])
    expect(drawn).toEqual([
      ['box', ['printing']],
      ['text', ['room']],
      ['box', ['floor']],
    ])
  })
})

test('whom it is for is sent while the box is ticked, and stays while it is not', () => {
  const draft = new Draft(formView())
  draft.onBehalfOf = { name: 'Kim Roe', email: '' }
  expect(draft.toSend().draft.on_behalf_of).toBe(null)
  draft.forSomeoneElse = true
  expect(draft.toSend().draft.on_behalf_of).toEqual({ name: 'Kim Roe', email: '' })
})

test('an admin’s text is read in the person’s language, where there is one', () => {
  const texts = { de: 'Notfall' }
  expect([inTheirs('de', 'Emergency', texts), inTheirs('fr', 'Emergency', texts)]).toEqual(['Notfall', 'Emergency'])
})
