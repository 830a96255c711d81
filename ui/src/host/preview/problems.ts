import './problems.css'

/** Something wrong in the settings. */
export interface Problem {
  /** "deskbell.toml:3:14" */
  place: string
  message: string
  /** The line it is in, and the column from 1; nothing where it isn't in a file. */
  line: string | null
  column: number
}

/** Shows what is wrong in place of the form. English, like all that admins read. */
export function showProblems(body: HTMLElement, problems: Problem[]): void {
  const main = element('main', '')
  main.className = 'settings-problems'
  main.lang = 'en'
  main.append(
    element('h1', 'The settings need another look'),
    element('p', 'People see the form of the last good settings meanwhile. This page comes back by itself.'),
  )
  for (const { place, message, line, column } of problems) {
    const problem = element('section', '')
    problem.append(element('h2', place), element('p', message))
    if (line !== null) problem.append(element('pre', `${line}\n${' '.repeat(Math.max(0, column - 1))}^`))
    main.append(problem)
  }
  body.replaceChildren(main)
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name)
  made.textContent = text
  return made
}
