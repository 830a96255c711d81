import type { WindowLabel } from '../host'
import { type FakeHost, fakeHost } from './host'
import { type Scenario, SCENARIOS } from './scenarios'

declare global {
  interface Window {
    fake: FakeHost
  }
}

const query = new URLSearchParams(location.search)
const scenarios: Record<string, Scenario> = SCENARIOS
const scenario: Scenario = scenarios[query.get('scenario') ?? 'plain'] ?? SCENARIOS.plain

/** The same UI in a browser, with nothing behind it: `?scenario=practice&screen=form`. */
export const { host, fake } = fakeHost(scenario, {
  window: (query.get('screen') ?? 'form') as WindowLabel,
  languages: query.get('language')?.split(',') ?? navigator.languages,
  chosen: query.get('chosen'),
})

window.fake = fake
