import './look/tokens.css'
import './look/base.css'
import { host } from '#host'
import { mount } from 'svelte'
import App from './App.svelte'
import { pick } from './languages/languages'
import { fix, speak } from './languages/say.svelte'

const target = document.getElementById('app')
// Asked and fetched while the form opens, which takes as long.
if (target) mount(App, { target, props: { host, spoken: speakTheirs() } })

async function speakTheirs(): Promise<void> {
  const { wanted, fixed } = await host.language().catch(() => ({ wanted: null, fixed: false }))
  if (fixed) fix()
  await speak(pick(wanted === null ? host.languages : [wanted, ...host.languages]))
}
