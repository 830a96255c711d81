import type { EditInput, ToolInput } from '../types'

/** Width and height, in pixels. */
export interface Size {
  width: number
  height: number
}

/** A part of a picture, in pixels of the capture. */
export interface Area extends Size {
  x: number
  y: number
}

/** A place in a picture, in pixels of the capture. */
export interface Point {
  x: number
  y: number
}

/**
 * Pictures of photographs go out as JPEG, which works in squares of this many pixels: what is hidden ends with one, so
 * that it is of one colour up to its edge.
 */
const GRID = 8

/** A shape never gets smaller than this, so that it is not lost from sight. */
const LEAST = 2 * GRID

/** What a person changed in one picture, each step of it undoable. */
export class Edits {
  /** The picture as it was captured. */
  readonly source: Size
  /** What applies now, in the order it was done. */
  list: readonly EditInput[] = $state.raw([])
  /** What applies in the version that is shown. */
  shown: readonly EditInput[] = $state.raw([])
  #undone: readonly EditInput[] = $state.raw([])

  readonly canUndo: boolean = $derived.by(() => this.list.length > 0)
  readonly canRedo: boolean = $derived.by(() => this.#undone.length > 0)

  /** Nothing changed, but for what was hidden on the same screen before. */
  constructor({ width, height }: Size, before?: Edits) {
    this.source = { width, height }
    if (before?.source.width === width && before.source.height === height)
      this.list = before.list.filter(({ tool }) => tool === 'hide')
  }

  /** Makes a change. */
  add(edit: EditInput): void {
    this.list = [...this.list, edit]
    this.#undone = []
  }

  /** Puts another in place of the last change, as one step with it. */
  amend(edit: EditInput): void {
    this.list = [...this.list.slice(0, -1), edit]
  }

  /** Takes the last change away for good. */
  drop(): void {
    this.list = this.list.slice(0, -1)
  }

  /** Takes the last change back. */
  undo(): void {
    const last = this.list.at(-1)
    if (!last) return
    this.list = this.list.slice(0, -1)
    this.#undone = [...this.#undone, last]
  }

  /** Makes the change again that was taken back last. */
  redo(): void {
    const last = this.#undone.at(-1)
    if (!last) return
    this.#undone = this.#undone.slice(0, -1)
    this.list = [...this.list, last]
  }

  /** These are in the version that is shown from now on. */
  wasDrawn(list: readonly EditInput[]): void {
    this.shown = list
  }

  /** Back to what is shown, when the last changes could not be drawn. */
  fallBack(): void {
    this.list = this.shown
    this.#undone = []
  }
}

/** What is left of a picture after these changes. */
export function leftOf(source: Size, edits: readonly EditInput[]): Area {
  const crop = edits.filter(({ tool }) => tool === 'crop').at(-1)
  return crop ?? { x: 0, y: 0, ...source }
}

/** A shape between two points, as a person drew it. */
export function drawn(tool: ToolInput, from: Point, to: Point, within: Area): EditInput {
  const [a, b] = [clamped(from, within), clamped(to, within)]
  return onGrid({ tool, x: a.x, y: a.y, width: b.x - a.x, height: b.y - a.y }, within)
}

/** A shape in the middle of what is shown, for those who don't draw. */
export function inTheMiddle(tool: ToolInput, within: Area): EditInput {
  const at = (x: number, y: number): Point => ({ x: within.x + within.width * x, y: within.y + within.height * y })
  switch (tool) {
    case 'arrow':
      return drawn(tool, at(0.65, 0.65), at(0.5, 0.5), within)
    case 'crop':
      return drawn(tool, at(0.15, 0.15), at(0.85, 0.85), within)
    case 'hide':
    case 'box':
      return drawn(tool, at(0.35, 0.42), at(0.65, 0.58), within)
  }
}

/** How far one press of an arrow key goes: a hundredth of what is shown. */
export function stepOf({ width, height }: Area): number {
  return Math.max(GRID, Math.round(Math.max(width, height) / 100 / GRID) * GRID)
}

/** A shape moved, as far as it stays within what is shown. */
export function moved(edit: EditInput, by: Point, within: Area): EditInput {
  const x = kept(edit.x + by.x, edit.width, within.x, within.width)
  const y = kept(edit.y + by.y, edit.height, within.y, within.height)
  return onGrid({ ...edit, x, y }, within)
}

/** A shape made larger or smaller at its lower right corner, or an arrow pointed elsewhere. */
export function sized(edit: EditInput, by: Point, within: Area): EditInput {
  const { tool, x, y, width, height } = edit
  const corner = clamped({ x: x + width + by.x, y: y + height + by.y }, within)
  if (tool === 'arrow') return { ...edit, width: corner.x - x, height: corner.y - y }
  const larger = { width: Math.max(LEAST, corner.x - x), height: Math.max(LEAST, corner.y - y) }
  return moved({ ...edit, ...larger }, { x: 0, y: 0 }, within)
}

/** Where a shape lies, whichever way it was drawn. */
export function boundsOf({ x, y, width, height }: EditInput): Area {
  return { x: Math.min(x, x + width), y: Math.min(y, y + height), width: Math.abs(width), height: Math.abs(height) }
}

function clamped({ x, y }: Point, within: Area): Point {
  const inside = (at: number, start: number, length: number) =>
    Math.round(Math.min(Math.max(at, start), start + length))
  return { x: inside(x, within.x, within.width), y: inside(y, within.y, within.height) }
}

function onGrid(edit: EditInput, within: Area): EditInput {
  if (edit.tool === 'arrow') return edit
  const { x, y, width, height } = boundsOf(edit)
  const [left, right] = stretched(x, x + width, within.x, within.width)
  const [top, bottom] = stretched(y, y + height, within.y, within.height)
  return { tool: edit.tool, x: left, y: top, width: right - left, height: bottom - top }
}

// Outwards to the grid, and never beyond what is shown: its own edges lie on the grid, or are the picture's.
function stretched(a: number, b: number, start: number, length: number): [number, number] {
  const first = Math.max(start, Math.floor(Math.min(a, b) / GRID) * GRID)
  const last = Math.min(start + length, Math.ceil(Math.max(a, b) / GRID) * GRID)
  return [first, last]
}

function kept(at: number, length: number, start: number, whole: number): number {
  const [least, most] = [Math.min(0, length), Math.max(0, length)]
  return Math.min(Math.max(at, start - least), start + whole - most)
}
