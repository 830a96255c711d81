import { boundsOf, leftOf } from '../../form/edits.svelte'
import type { EditInput, PictureView } from '../../types'

/** A drawn desktop with changes, as a data: URL: what stands in for a screenshot. Each `id` gets another one. */
export function desktop({ id, width, height }: PictureView, edits: readonly EditInput[]): string {
  const second = id.endsWith('2')
  const unit = height / 90
  const wide = width / unit
  const back = second ? ['#31524b', '#7fa596'] : ['#34456b', '#b08ea2']
  const window = (x: number, y: number, w: number, h: number, bar: string, inside: string) =>
    `<g transform="translate(${x} ${y})"><rect width="${w}" height="${h}" rx="1.5" fill="#fff"/>` +
    `<path d="M0 1.5A1.5 1.5 0 0 1 1.5 0H${w - 1.5}A1.5 1.5 0 0 1 ${w} 1.5V5H0z" fill="${bar}"/>${inside}</g>`
  const lines = (x: number, y: number, widths: number[], colour = '#c6c2bd') =>
    widths.map((w, at) => `<rect x="${x}" y="${y + at * 4}" width="${w}" height="1.6" fill="${colour}"/>`).join('')
  const windows = second
    ? window(12, 8, 92, 62, '#3d3d45', lines(6, 11, [60, 72, 48, 66, 70, 30, 64, 52, 68, 40, 58]))
    : window(
        8,
        7,
        74,
        60,
        '#e9e4de',
        `<rect y="5" width="18" height="53.5" fill="#f4f1ec"/>${lines(3, 10, [11, 9, 12, 8])}${lines(24, 11, [40, 44, 32, 42, 20, 45, 38, 28])}`,
      ) +
      window(
        62,
        28,
        70,
        34,
        '#b3261e',
        `<text x="35" y="19" font-size="5.4" text-anchor="middle" font-family="sans-serif" fill="#333">The printer is not responding</text>` +
          `<rect x="26" y="24" width="18" height="6" rx="1" fill="#d9d4cd"/>`,
      )
  const left = leftOf({ width, height }, edits)
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${[left.x, left.y, left.width, left.height].map((length) => length / unit).join(' ')}" width="${left.width}" height="${left.height}">` +
    `<defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="${back[0]}"/><stop offset="1" stop-color="${back[1]}"/></linearGradient></defs>` +
    `<rect width="${wide}" height="90" fill="url(#g)"/>${windows}` +
    `<rect y="84" width="${wide}" height="6" fill="#16161a" opacity=".75"/>` +
    [0, 1, 2, 3]
      .map((at) => `<rect x="${wide / 2 - 13 + at * 7}" y="85" width="4" height="4" rx="1" fill="#fff" opacity=".8"/>`)
      .join('') +
    `<g transform="scale(${1 / unit})">${edits.map(shape).join('')}</g></svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}

function shape(edit: EditInput): string {
  const { x, y, width, height } = boundsOf(edit)
  const at = `x="${x}" y="${y}" width="${width}" height="${height}"`
  const line = 'fill="none" stroke="#e11d48" stroke-width="16"'
  switch (edit.tool) {
    case 'hide':
      return `<rect ${at}/>`
    case 'box':
      return `<rect ${at} ${line}/>`
    case 'arrow':
      return `<path d="M${edit.x} ${edit.y}l${edit.width} ${edit.height}" ${line}/>`
    case 'crop':
      return ''
  }
}
