import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { PAUSE } from '../../src/form/autosave'
import { firstOf } from '../../src/form/fields'
import { Form } from '../../src/form/form.svelte'
import type { Host } from '../../src/host/host'
import type { EditInput, ErrorView, FieldError, PictureInput, PictureView } from '../../src/types'
import { say } from '../../src/languages/say.svelte'
import { formView, recordingHost, saved } from './host'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const wrong = (field: string, code: FieldError['code'], limit: number | null = null): FieldError => ({
  field,
  code,
  name: null,
  limit,
})

function open(answers: Partial<Host> = {}, view = formView()) {
  const recording = recordingHost(answers)
  const form = new Form(recording.host, view)
  form.listen()
  const write = (text: string) => {
    form.draft.message = text
    form.changed('message')
  }
  return { form, write, ...recording }
}

const picture = (at: number): PictureView => ({
  id: `${at}`,
  version: 0,
  label: `Screen ${at}`,
  monitor: `DP-${at}`,
  width: 640,
  height: 480,
})

const box: EditInput = { tool: 'hide', x: 8, y: 8, width: 80, height: 40 }

const refusing = (error: ErrorView) => ({ send: () => Promise.reject(error as unknown as Error) })

describe('what was written is kept', () => {
  test('once, a moment after the last change', async () => {
    const { write, calls } = open()
    write('pri')
    await vi.advanceTimersByTimeAsync(PAUSE - 1)
    write('printer')
    await vi.advanceTimersByTimeAsync(PAUSE - 1)
    expect(calls).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(calls).toEqual(['keep_draft'])
  })

  test('before the window closes, in that order', async () => {
    const { write, calls, requestClose } = open()
    write('printer')
    requestClose()
    await vi.runAllTimersAsync()
    expect(calls).toEqual(['keep_draft', 'close_window'])
  })

  test('not at all when nothing was written', async () => {
    const { form, calls } = open()
    await form.close()
    expect(calls).toEqual(['close_window'])
  })

  test('never after Send, which would bring the draft back', async () => {
    const { form, write, calls } = open()
    write('printer')
    await form.send()
    await form.close()
    await vi.runAllTimersAsync()
    expect(calls).toEqual(['keep_draft', 'send', 'close_window'])
  })

  test.each(['Escape', 'the window asks'])('when %s closes during a Send that then fails', async (way) => {
    const kept: string[] = []
    let fail = () => {}
    const { form, write, calls, requestClose } = open({
      send: () => new Promise((_, reject) => (fail = () => reject(new Error('disk full')))),
      keep_draft: (input) => Promise.resolve(void kept.push(input.message)),
    })
    write('printer')
    const sending = form.send()
    await vi.advanceTimersByTimeAsync(0)
    expect(kept).toEqual(['printer'])
    if (way === 'Escape') void form.close()
    else requestClose()
    await vi.advanceTimersByTimeAsync(0)
    expect(calls).toEqual([])
    fail()
    await sending
    await vi.runAllTimersAsync()
    expect(calls).toEqual(['close_window'])
    expect(kept).toEqual(['printer', 'printer'])
  })

  test.each(['Escape', 'the window asks'])('or it is said once, and %s once more closes', async (way) => {
    const { form, write, calls, requestClose } = open({ keep_draft: () => Promise.reject(new Error('disk full')) })
    const close = async () => {
      if (way === 'Escape') void form.close()
      else requestClose()
      await vi.advanceTimersByTimeAsync(0)
    }
    write('printer')
    await close()
    expect(calls).toEqual([])
    expect(form.trouble).not.toBe('')
    await close()
    expect(calls).toEqual(['close_window'])
  })
})

describe('Send', () => {
  test('with nothing to say asks nobody and points at the message', async () => {
    const { form, calls } = open()
    expect(await form.send()).toBe('message')
    expect(form.messageProblem).toBeTruthy()
    expect(calls).toEqual([])
  })

  test('pressed twice sends once', async () => {
    const { form, write, calls } = open()
    write('printer')
    await Promise.all([form.send(), form.send()])
    await form.send()
    expect(calls).toEqual(['keep_draft', 'send'])
  })

  test('that is refused points at the first field in reading order, and keeps the words', async () => {
    const fields = [wrong('files', 'gone'), wrong('email', 'no_address'), wrong('name', 'too_long', 254)]
    const { form, write } = open(refusing({ code: 'invalid', text: null, fields }))
    write('printer')
    expect(await form.send()).toBe('name')
    expect(form.problems).toEqual({
      name: say('field-too_long', { limit: 254 }),
      email: say('email-odd'),
      files: say('field-gone'),
    })
    expect(form.trouble).toBe('')
    expect(form.draft.message).toBe('printer')
    form.changed('name')
    expect(firstOf(form.problems)).toBe('email')
  })

  test("that a rule turns down shows the admin's text and keeps the draft", async () => {
    const { form, write, calls } = open(refusing({ code: 'rejected', text: 'Please call us.', fields: [] }))
    write('password')
    expect(await form.send()).toBeNull()
    expect(form.trouble).toBe('Please call us.')
    expect(form.ticket).toBeNull()
    await vi.runAllTimersAsync()
    expect(calls).toEqual(['keep_draft', 'keep_draft'])
  })

  test('that breaks says so in words of our own, never in those of a machine', async () => {
    const { form, write } = open({ send: () => Promise.reject(new Error('IPC 0x80004005')) })
    write('printer')
    await form.send()
    expect(form.trouble).toContain('+1 555 0100')
    expect(form.trouble).not.toContain('0x80004005')
  })

  test('leaves pictures behind that nobody has seen, and says so', async () => {
    const { form, write } = open({ pictures: () => new Promise(() => {}) })
    form.look()
    write('printer')
    await form.send()
    expect(form.stayedBehind).not.toBe('')
  })

  test('names the one picture that was not drawn yet, and the one that could not be prepared', async () => {
    const { form, write } = open({
      pictures: () => Promise.resolve({ pictures: [picture(1), picture(2), picture(3)], incomplete: false }),
      send: ({ pictures }) => {
        expect(pictures.map(({ id }) => id)).toEqual(['1', '3'])
        return Promise.resolve({
          ticket: saved,
          left_out: ['Screen 3'],
          no_room: { why: 'disk_full', names: ['log.txt'] },
        })
      },
    })
    form.look()
    await vi.advanceTimersByTimeAsync(0)
    for (const shown of form.draft.pictures) if (shown.id !== '2') form.looked(shown, 'seen')
    write('printer')
    await form.send()
    expect(form.stayedBehind).toContain('Screen 2')
    expect(form.stayedBehind).toContain('Screen 3')
    expect(form.stayedBehind).toContain('log.txt')
    expect(form.stayedBehind).not.toContain('Screen 1')
  })

  test('during a retake says what to do beside the pictures', async () => {
    const fields = [wrong('pictures', 'retaken')]
    const { form, write } = open(refusing({ code: 'invalid', text: null, fields }))
    form.look()
    await vi.advanceTimersByTimeAsync(0)
    write('printer')
    expect(await form.send()).toBe('pictures')
    expect(form.problems.pictures).toBe(say('field-retaken'))
    await form.retake()
    expect(form.problems.pictures).toBeUndefined()
  })
})

describe('news of the ticket', () => {
  const delivered = { ...saved, state: 'delivered' as const, number: 'T20261121.0042' }

  test('reaches the window, also when it overtakes the answer to Send', async () => {
    const recording = open()
    recording.host.send = () => {
      recording.tell(delivered)
      return Promise.resolve({ ticket: saved, left_out: [], no_room: null })
    }
    recording.write('printer')
    await recording.form.send()
    expect(recording.form.ticket).toEqual(delivered)
  })

  test('of another ticket changes nothing', async () => {
    const { form, write, tell } = open()
    write('printer')
    await form.send()
    tell({ ...delivered, id: 'another' })
    expect(form.ticket).toEqual(saved)
  })
})

describe('files', () => {
  const file = (name: string, bytes: number) => new File([new Uint8Array(bytes)], name)

  test('beyond the limits are turned down by name, and the others are added', async () => {
    const { form } = open()
    await form.addDropped([file('big.iso', 11), file('a.txt', 3), file('b.txt', 3)])
    expect(form.draft.files.map(({ name }) => name)).toEqual(['a.txt'])
    expect(form.problems.files).toContain('big.iso')
    expect(form.problems.files).toContain('2 files')
  })

  test('that the host turns down say why', async () => {
    const error: ErrorView = { code: 'invalid', text: null, fields: [wrong('files', 'too_many', 12)] }
    const { form } = open({ add_files: () => Promise.reject(error as unknown as Error) })
    await form.addFiles()
    expect(form.problems.files).toBe(say('field-too_many', { limit: 12 }))
    expect(form.adding).toBe(0)
  })

  test('that were taken out again are gone from what is sent', async () => {
    const { form, calls } = open()
    await form.addDropped([file('a.txt', 1), file('b.txt', 1)])
    await form.removeFile('file-1')
    expect(form.draft.toSend().draft.files).toEqual(['file-2'])
    expect(calls).toContain('remove_file')
  })
})

test('a form that is not connected takes no pictures', () => {
  const { form, calls } = open({}, formView({ connection: 'not_connected' }))
  form.look()
  expect(calls).toEqual(['painted', 'facts'])
})

describe('a kept draft', () => {
  const kept = {
    draft: 'kept',
    message: 'old words',
    selections: [],
    answers: {},
    requester: { name: 'D', email: 'd@x.example', phone: '' },
    on_behalf_of: null,
    files: [],
  }

  test('that is gone on with takes the new words along, and they are not offered a second time', async () => {
    const { form, write, calls } = open({}, formView({ kept }))
    write('new words')
    await form.goOn()
    expect(form.draft.toInput()).toMatchObject({ draft: 'kept', message: 'old words\n\nnew words' })
    expect(form.offer).toBeNull()
    await vi.runAllTimersAsync()
    expect(calls).toEqual(['keep_draft', 'continue_kept', 'discard_kept', 'keep_draft'])
  })

  test('is not offered once a file was added to the new one, nor let go of', async () => {
    const { form, calls } = open({}, formView({ kept }))
    await form.addDropped([new File(['x'], 'a.txt')])
    expect(form.offer).toBeNull()
    expect(calls).not.toContain('discard_kept')
  })

  test('is not offered while a file is on its way in', async () => {
    const { form } = open({ add_files: () => new Promise(() => {}) }, formView({ kept }))
    void form.addFiles()
    expect(form.offer).toBeNull()
  })

  test('that can not be brought back is still offered', async () => {
    const { form } = open({ continue_kept: () => Promise.reject(new Error('gone')) }, formView({ kept }))
    await form.goOn()
    expect(form.offer).toEqual(kept)
    expect(form.trouble).not.toBe('')
    expect(form.draft.id).toBe('draft-1')
  })
})

describe('a changed picture', () => {
  /** A form with one picture, whose drawing is answered by hand. */
  async function changing(pictures = [picture(1)]) {
    const asked: (readonly EditInput[])[] = []
    const answers: ((view: PictureView | null) => void)[] = []
    const sent: PictureInput[][] = []
    const opened = open({
      pictures: () => Promise.resolve({ pictures, incomplete: false }),
      retake: () => Promise.resolve({ pictures: [{ ...picture(7), monitor: 'DP-1' }], incomplete: false }),
      edit_picture: (_, edits) =>
        new Promise((resolve, reject) => {
          asked.push(edits)
          answers.push((view) => (view ? resolve(view) : reject(new Error('not drawn'))))
        }),
      send: (input) => {
        sent.push(input.pictures)
        return Promise.resolve({ ticket: saved, left_out: [], no_room: null })
      },
    })
    const { form } = opened
    form.look()
    await vi.advanceTimersByTimeAsync(0)
    for (const shown of form.draft.pictures) form.looked(shown, 'seen')
    const first = form.draft.pictures[0]
    if (!first) throw new Error('a picture')
    const change = (edit: EditInput) => {
      first.edits.add(edit)
      return form.draw(first)
    }
    const drawn = async (version: number) => {
      answers.shift()?.({ ...picture(1), version })
      await vi.advanceTimersByTimeAsync(0)
    }
    return { ...opened, first, change, drawn, fail: () => answers.shift()?.(null), asked, sent }
  }

  test('is sent in the version that was seen, and Send waits for it', async () => {
    const { form, first, change, drawn, sent } = await changing()
    void change(box)
    const sending = form.send()
    await drawn(1)
    expect(sent).toEqual([])
    form.looked(first, 'seen')
    await sending
    expect(sent).toEqual([[{ id: '1', version: 1 }]])
    expect(form.stayedBehind).toBe('')
  })

  test('that never shows stays behind, and Send does not wait for ever', async () => {
    const { form, change, write, sent } = await changing()
    write('printer')
    void change(box)
    const sending = form.send()
    await vi.advanceTimersByTimeAsync(60_000)
    await sending
    expect(sent).toEqual([[]])
    expect(form.stayedBehind).not.toBe('')
  })

  test('is drawn once at a time, and only as it is by then', async () => {
    const { first, change, drawn, asked } = await changing()
    void change(box)
    for (const x of [16, 24, 32]) void change({ ...box, x })
    expect(asked).toHaveLength(1)
    await drawn(1)
    expect(first.version).toBe(0)
    expect(asked).toHaveLength(2)
    expect(asked[1]).toHaveLength(4)
    await drawn(2)
    expect([first.version, first.drawn, asked.length]).toEqual([2, true, 2])
  })

  test('that can not be drawn is as it was, and says so', async () => {
    const { form, first, change, fail } = await changing()
    const drawing = change(box)
    fail()
    await drawing
    expect(first.edits.list).toEqual([])
    expect([first.version, first.drawn]).toEqual([0, true])
    expect(form.problems.pictures).toContain('could not be made')
  })

  test('has the same hidden after a retake, before it can be sent', async () => {
    const { form, change, drawn, asked } = await changing()
    void change(box)
    void change({ ...box, tool: 'arrow' })
    await drawn(1)
    await drawn(2)
    void form.retake()
    await vi.advanceTimersByTimeAsync(0)
    const [again] = form.draft.pictures
    expect([again?.id, again?.drawn]).toEqual(['7', false])
    expect(asked.at(-1)).toEqual([box])
    expect(form.draft.toSend().pictures).toEqual([])
  })
})

describe('where screenshots are', () => {
  test('asked for, nothing is captured before the person says so, and then at once', async () => {
    const countdowns: boolean[] = []
    const { form, calls } = open(
      {
        retake: (countdown) => {
          countdowns.push(countdown)
          return Promise.resolve({ pictures: [picture(1)], incomplete: false })
        },
      },
      formView({ screenshots: 'ask' }),
    )
    form.look()
    await vi.advanceTimersByTimeAsync(0)
    expect(calls).not.toContain('pictures')
    await form.retake()
    expect(form.draft.pictures).toHaveLength(1)
    await form.retake()
    expect(countdowns).toEqual([false, true])
  })

  test('switched off, none are asked for', async () => {
    const { form, calls } = open({}, formView({ screenshots: 'off' }))
    form.look()
    await vi.advanceTimersByTimeAsync(0)
    expect(calls).not.toContain('pictures')
    expect(form.picturesProgress).toBe('here')
  })
})

test('a retake counts three seconds down, and then no more', async () => {
  let come = () => {}
  const { form } = open({
    retake: () => new Promise((resolve) => (come = () => resolve({ pictures: [], incomplete: false }))),
  })
  form.look()
  await vi.advanceTimersByTimeAsync(0)
  const taken = form.retake()
  const seen: number[] = []
  for (let second = 0; second < 4; second += 1) {
    seen.push(form.countdown)
    await vi.advanceTimersByTimeAsync(1_000)
  }
  expect(seen).toEqual([3, 2, 1, 1])
  come()
  await taken
  expect(form.countdown).toBe(0)
})
