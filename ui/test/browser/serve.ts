import { readFileSync } from 'node:fs'
import { build, preview } from 'vite'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    url: string
  }
}

/** Builds the UI around the fake host and serves it under the Content-Security-Policy of the tray app. */
export default async function serve(project: TestProject) {
  await build({ mode: 'fake', logLevel: 'warn' })
  await build({ mode: 'preview', logLevel: 'warn' })
  const server = await preview({
    mode: 'fake',
    logLevel: 'warn',
    preview: { host: '127.0.0.1', port: 0, headers: { 'Content-Security-Policy': policy() } },
  })
  const url = server.resolvedUrls?.local[0]
  if (!url) throw new Error('the preview server has no address')
  project.provide('url', url)
  return () => server.close()
}

function policy(): string {
  const file = new URL('../../../src-tauri/tauri.conf.json', import.meta.url)
  const settings = JSON.parse(readFileSync(file, 'utf8')) as { app: { security: { csp: Record<string, string> } } }
  const directives = Object.entries(settings.app.security.csp)
  return directives.map(([name, value]) => `${name} ${value}`).join('; ')
}
