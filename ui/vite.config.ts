import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
import { fluent } from './vite/fluent.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// Two more builds of the same UI, apart from ui/dist, so that the product carries no fake: `--mode fake` for tests, around the
// fake host, and `--mode preview` for deskbell-admin, around one that it feeds.
const HOSTS: Record<string, { host: string; outDir: string }> = {
  fake: { host: './src/host/fake/index.ts', outDir: '../target/ui-fake' },
  preview: { host: './src/host/preview/index.ts', outDir: 'dist-preview' },
}

export default defineConfig(({ mode }) => {
  const { host, outDir } = HOSTS[mode] ?? { host: './src/host/tauri.ts', outDir: 'dist' }
  return {
    plugins: [fluent(), svelte()],
    resolve: { alias: { '#host': here(host) } },
    // deskbell-admin serves it wherever it likes.
    base: mode === 'preview' ? './' : '/',
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      // A data: URL would be a second place for pictures; everything is a file of its own.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  }
})
