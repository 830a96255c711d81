import { knows, moment, say } from '../languages/say.svelte'
import type { FactView } from '../types'

/** What a fact is called: in the person's language where we know it, else as the tray app calls it. */
export function labelOf({ key, label }: FactView): string {
  const name = `fact-${key}`
  return knows(name) ? say(name as 'fact-os') : label
}

/** Why a fact helps; empty for one we don't know. */
export function whyOf({ key }: FactView): string {
  const name = `fact-${key}-why`
  return knows(name) ? say(name as 'fact-os-why') : ''
}

/** Why a fact is absent: by its code, else in the words it came with. */
export function missingOf({ missing }: FactView): string {
  const name = `missing-${missing}`
  return knows(name) ? say(name as 'missing-late') : (missing ?? '')
}

/** A fact's value as it is read: a moment the way the person's language writes it. */
export function valueOf({ key, value }: FactView): string {
  const [, day, time, zone, rest] = /^([\d-]{10}) (\d\d:\d\d) ([+-]\d\d:\d\d)(.*)$/.exec(value) ?? []
  return key === 'uptime' && day ? `${moment(new Date(`${day}T${time}:00${zone}`))}${rest}` : value
}

/**
 * A name or number in the groups in which one reads it out: "5CG1234XYZ" as 5CG, 123, 4XYZ. Words stay whole, signs go
 * with what is before them; joined together the groups are the text.
 */
export function groupsOf(text: string): string[] {
  const runs = text.match(/[A-Za-z]+(?![\dA-Za-z])[^\dA-Za-z]*|[\dA-Za-z]+[^\dA-Za-z]*|[^\dA-Za-z]+/g) ?? []
  return runs.flatMap((run) => (/\d/.test(run) ? inThrees(run) : [run]))
}

// Three at a time, and never one alone at the end.
function inThrees(run: string): string[] {
  const length = run.match(/[\dA-Za-z]/g)?.length ?? 0
  if (length <= 4) return [run]
  return [run.slice(0, 3), ...inThrees(run.slice(3))]
}
