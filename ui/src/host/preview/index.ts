import type { FormView, SelectionView } from '../../types'
import { fakeHost } from '../fake/host'
import { SCENARIOS } from '../fake/scenarios'
import type { Host } from '../host'
import { type Problem, showProblems } from './problems'

/** A selection as settings have it: without further languages where there are none. */
type Asked = Omit<SelectionView, 'texts' | 'group_texts'> & Partial<SelectionView>

/** What `deskbell-admin form preview` says of the settings. */
interface Said {
  /** Changes with the settings file. */
  print: string
  /** What is wrong; the form is shown when nothing is. */
  problems: Problem[]
  /** What the settings make of the form. */
  form: Omit<
    FormView,
    'draft' | 'connection' | 'requester' | 'guessed' | 'kept' | 'limits' | 'selections' | 'privacy'
  > & {
    privacy: Partial<FormView['privacy']>
    selections: Asked[]
  }
  /** The language the settings fix, if any. */
  language: string | null
}

const { print, problems, form, language } = (await (await fetch('settings.json')).json()) as Said
void reloadOnChange()

const { plain } = SCENARIOS
const selections = form.selections.map((one): SelectionView => ({ texts: {}, group_texts: {}, ...one }))
const privacy = { text: null, texts: {}, ...form.privacy }
const scenario = {
  ...plain,
  form: { ...plain.form, ...form, selections, privacy, connection: 'practice' as const },
  languageFixed: language !== null,
}
const { host: made } = fakeHost(scenario, { window: 'form', languages: navigator.languages, chosen: language })

/** The form in an admin's browser, as their settings make it. */
export const host: Host = {
  ...made,
  form_open: problems.length === 0 ? made.form_open : () => new Promise(() => {}),
  close_window: () => Promise.resolve(location.reload()),
}

if (problems.length > 0) showProblems(document.body, problems)

/** Waits for the settings to change. When the program has ended, the page stays as it is. */
async function reloadOnChange(): Promise<void> {
  for (;;) {
    const answer = await fetch(`changed?since=${print}`).catch(() => null)
    if (!answer?.ok) return
    if ((await answer.text()) !== print) {
      location.reload()
      return
    }
  }
}
