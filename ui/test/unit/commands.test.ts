import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/host/commands'

test('the tray app is called by the names of the one list, each of them once', () => {
  const source = readFileSync(new URL('../../src/host/tauri.ts', import.meta.url), 'utf8')
  const called = [...source.matchAll(/(?:call|invoke)\('(\w+)'/g)].map(([, name]) => name)
  expect(called.sort()).toEqual([...COMMANDS].sort())
})
