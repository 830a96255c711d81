import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FluentResource } from '@fluent/bundle'
import { FluentParser, type Entry, type VariableReference, Visitor } from '@fluent/syntax'
import type { Plugin } from 'vite'

const FOLDER = fileURLToPath(new URL('../src/languages/', import.meta.url))
/** The language whose sentences the others say again. */
const FIRST = 'en'

/** The variables of each sentence of a language, by the sentence's name. */
type Sentences = Map<string, Set<string>>

/**
 * Turns `.ftl` files into what the windows load: patterns by name, so that no parser goes into the product. A language
 * that leaves a sentence out, has one too many, or says one with other variables, fails the build.
 */
export function fluent(): Plugin {
  return {
    name: 'fluent',
    buildStart() {
      const problems = check(readLanguages())
      if (problems.length > 0) this.error(`src/languages: ${problems.join('; ')}`)
    },
    transform(text, id) {
      return id.endsWith('.ftl') ? { code: `export default ${JSON.stringify(compile(text))}`, map: null } : null
    },
  }
}

/** The text of every language, by its tag. */
export function readLanguages(): Map<string, string> {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.ftl'))
  return new Map(files.map((name) => [basename(name, '.ftl'), readFileSync(FOLDER + name, 'utf8')]))
}

/** What is wrong with the languages, one line each. */
export function check(languages: Map<string, string>): string[] {
  const problems: string[] = []
  const read = new Map(
    [...languages].map(([tag, text]) => [tag, parse(text, (what) => problems.push(`${tag}: ${what}`))]),
  )
  const first: Sentences = read.get(FIRST) ?? new Map()
  for (const [tag, sentences] of read) {
    for (const [name, variables] of first) {
      const own = sentences.get(name)
      if (!own) problems.push(`${tag}: ${name} is missing`)
      else if (listed(own) !== listed(variables))
        problems.push(`${tag}: ${name} takes ${listed(own) || 'nothing'} instead of ${listed(variables) || 'nothing'}`)
    }
    for (const name of sentences.keys()) if (!first.has(name)) problems.push(`${tag}: ${name} is in no other language`)
  }
  return problems
}

/** The type of all sentences: the variables of each by its name. */
export function typesOf(text: string): string {
  const lines = [...parse(text)].map(([name, variables]) => {
    const union = [...variables].sort().map((variable) => `'${variable}'`)
    return `  '${name}': ${union.join(' | ') || 'never'}`
  })
  return `// Written from en.ftl by \`npm test -- -u\`; never by hand.

/** Every sentence by its name, with the variables it takes. */
export interface Sentences {
${lines.join('\n')}
}
`
}

function compile(text: string): Record<string, unknown> {
  return Object.fromEntries(new FluentResource(text).body.map(({ id, value }) => [id, folded(value)]))
}

// A line break in a file is there for whoever reads the file.
function folded(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\n', ' ')
  if (Array.isArray(value)) return value.map(folded)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, folded(inner)]))
}

function parse(text: string, complain: (what: string) => void = () => {}): Sentences {
  const sentences: Sentences = new Map()
  for (const entry of new FluentParser({ withSpans: false }).parse(text).body) {
    if (entry.type === 'Junk') complain(`not readable: ${JSON.stringify((entry as { content: string }).content)}`)
    if (!isMessage(entry)) continue
    const name = entry.id.name
    if (sentences.has(name)) complain(`${name} is there twice`)
    if (!entry.value || entry.attributes.length > 0) complain(`${name} must be one text, without attributes`)
    sentences.set(name, variablesOf(entry))
  }
  return sentences
}

type Message = Extract<Entry, { type: 'Message' }>

const isMessage = (entry: { type: string }): entry is Message => entry.type === 'Message'

function variablesOf(message: Message): Set<string> {
  const names = new Set<string>()
  class Variables extends Visitor {
    override visitVariableReference(reference: VariableReference) {
      names.add(reference.id.name)
    }
  }
  new Variables().visit(message)
  return names
}

const listed = (names: Set<string>) =>
  [...names]
    .sort()
    .map((name) => `$${name}`)
    .join(', ')
