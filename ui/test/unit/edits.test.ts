import { expect, test } from 'vitest'
import {
  boundsOf,
  drawn,
  Edits,
  inTheMiddle,
  leftOf,
  moved,
  type Point,
  sized,
  stepOf,
} from '../../src/form/edits.svelte'
import type { EditInput, ToolInput } from '../../src/types'

const source = { width: 1366, height: 768 }
const whole = { x: 0, y: 0, ...source }
const TOOLS: ToolInput[] = ['hide', 'box', 'arrow', 'crop']
const hide = (x: number): EditInput => ({ tool: 'hide', x, y: 0, width: 80, height: 40 })

function within(edit: EditInput, area = whole): boolean {
  const { x, y, width, height } = boundsOf(edit)
  return x >= area.x && y >= area.y && x + width <= area.x + area.width && y + height <= area.y + area.height
}

/** Whether a hidden part ends with the squares a JPEG is made of, or with the picture. */
function onGrid({ x, y, width, height }: EditInput): boolean {
  const fits = (end: number, limit: number) => end % 8 === 0 || end === limit
  return x % 8 === 0 && y % 8 === 0 && fits(x + width, source.width) && fits(y + height, source.height)
}

test('each change can be taken back and made again, until another is made', () => {
  const edits = new Edits(source)
  edits.add(hide(0))
  edits.add(hide(8))
  edits.undo()
  expect(edits.list).toEqual([hide(0)])
  edits.redo()
  expect(edits.list).toEqual([hide(0), hide(8)])
  edits.undo()
  edits.undo()
  edits.undo()
  expect([edits.list, edits.canUndo, edits.canRedo]).toEqual([[], false, true])
  edits.add(hide(16))
  edits.redo()
  expect([edits.list, edits.canRedo]).toEqual([[hide(16)], false])
})

test('moving a shape is one step with making it', () => {
  const edits = new Edits(source)
  edits.add(hide(0))
  edits.add(hide(8))
  edits.amend(hide(16))
  edits.amend(hide(24))
  edits.undo()
  expect(edits.list).toEqual([hide(0)])
})

test('a shape that was taken away does not come back', () => {
  const edits = new Edits(source)
  edits.add(hide(0))
  edits.drop()
  edits.redo()
  expect(edits.list).toEqual([])
})

test('what was hidden stays hidden on a new picture of the same size, and nothing else stays', () => {
  const before = new Edits(source)
  before.add(hide(0))
  before.add({ ...hide(8), tool: 'crop' })
  expect(new Edits(source, before).list).toEqual([hide(0)])
  expect(new Edits({ width: 1920, height: 1080 }, before).list).toEqual([])
})

test('a shape covers all that was dragged over, whichever way, and nothing outside of what is shown', () => {
  const corners: [Point, Point][] = [
    [
      { x: 101, y: 53 },
      { x: 333, y: 95 },
    ],
    [
      { x: 333, y: 95 },
      { x: 101, y: 53 },
    ],
  ]
  for (const [from, to] of corners)
    expect(drawn('hide', from, to, whole)).toEqual({ tool: 'hide', x: 96, y: 48, width: 240, height: 48 })
  expect(drawn('hide', { x: -50, y: 700 }, { x: 5_000, y: 5_000 }, whole)).toEqual({
    tool: 'hide',
    x: 0,
    y: 696,
    width: 1366,
    height: 72,
  })
})

test('an arrow points from where it was begun to where it ended', () => {
  expect(drawn('arrow', { x: 300, y: 200 }, { x: 100, y: 250 }, whole)).toEqual({
    tool: 'arrow',
    x: 300,
    y: 200,
    width: -200,
    height: 50,
  })
})

test.each(TOOLS)('%s by keyboard stays in the picture and on the grid, wherever it is moved and sized', (tool) => {
  const step = stepOf(whole)
  const ways = [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
  ] as const
  let edit = inTheMiddle(tool, whole)
  expect(within(edit)).toBe(true)
  for (const change of [moved, sized, moved, sized, moved])
    for (const [x, y] of ways)
      for (let presses = 0; presses < 150; presses += 1) {
        edit = change(edit, { x: x * step, y: y * step }, whole)
        expect(within(edit), `${change.name} ${x} ${y}: ${JSON.stringify(edit)}`).toBe(true)
        if (tool !== 'arrow') expect(onGrid(edit), `${change.name} ${x} ${y}: ${JSON.stringify(edit)}`).toBe(true)
        if (tool !== 'arrow') expect(Math.min(edit.width, edit.height)).toBeGreaterThanOrEqual(8)
      }
})

test('a shape can be brought to each edge and over everything', () => {
  const step = stepOf(whole)
  let edit = inTheMiddle('hide', whole)
  for (let presses = 0; presses < 150; presses += 1) edit = moved(edit, { x: -step, y: -step }, whole)
  expect([edit.x, edit.y]).toEqual([0, 0])
  for (let presses = 0; presses < 150; presses += 1) edit = sized(edit, { x: step, y: step }, whole)
  expect(boundsOf(edit)).toEqual(whole)
})

test('what is left of a picture is the last cut', () => {
  const cut = (x: number): EditInput => ({ ...hide(x), tool: 'crop' })
  expect(leftOf(source, [cut(0), hide(3), cut(16)])).toMatchObject({ x: 16, y: 0, width: 80, height: 40 })
  expect(leftOf(source, [hide(0)])).toEqual(whole)
})
