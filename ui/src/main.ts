import './look/tokens.css'
import './look/base.css'
import { host } from '#host'
import { mount } from 'svelte'
import App from './App.svelte'
import { pick } from './languages/languages'
import { speak } from './languages/say.svelte'

const target = document.getElementById('app')
// Asked and fetched while the form opens, which takes as long.
if (target) mount(App, { target, props: { host, spoken: speakTheirs() } })

async function speakTheirs(): Promise<void> {
  const chosen = await host.language().catch(() => null)
  await speak(pick(chosen === null ? host.languages : [chosen, ...host.languages]))
}
