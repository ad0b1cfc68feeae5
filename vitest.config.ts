import { defineConfig } from 'vitest/config'

const project = (name: string, testTimeout = 20_000) => ({
  test: {
    name,
    root: `./${name}`,
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout,
  },
})

export default defineConfig({
  test: {
    // Two cores: real nodes, chains and browsers in parallel would only slow each other down.
    maxWorkers: 2,
    projects: [
      project('intents-schema'),
      project('solver-kit', 60_000),
      project('contracts', 120_000),
      project('reference-solvers', 60_000),
      project('auctioneer', 120_000),
      project('examples/quickstart', 120_000),
    ],
  },
})
