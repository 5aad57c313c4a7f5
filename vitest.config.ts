import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,nodes,workloads,checkers,bench}/**/*.test.ts'],
    // Deadlines of tests are generous: they are there to end a hang, and nothing timed is asserted.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
