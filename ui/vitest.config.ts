import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { fluent } from './vite/fluent.ts'

export default defineConfig({
  plugins: [fluent(), svelte()],
  // Effects and state as in the browser, not as on a server.
  resolve: { conditions: ['browser'] },
  test: { include: ['test/unit/**/*.test.ts'], environment: 'node' },
})
