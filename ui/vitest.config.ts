import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [svelte()],
  // Effects and state as in the browser, not as on a server.
  resolve: { conditions: ['browser'] },
  test: { include: ['test/unit/**/*.test.ts'], environment: 'node' },
})
