import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
import { fluent } from './vite/fluent.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// `--mode fake` builds the same UI around the fake host, apart from ui/dist, so that the product carries no fake.
export default defineConfig(({ mode }) => {
  const fake = mode === 'fake'
  return {
    plugins: [fluent(), svelte()],
    resolve: { alias: { '#host': here(fake ? './src/host/fake/index.ts' : './src/host/tauri.ts') } },
    build: {
      outDir: fake ? '../target/ui-fake' : 'dist',
      emptyOutDir: true,
      target: 'es2022',
      // A data: URL would be a second place for pictures; everything is a file of its own.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  }
})
