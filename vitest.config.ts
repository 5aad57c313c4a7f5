import { defineConfig } from 'vitest/config';

/**
 * Tests with real clusters: one file after the other, when the rest is through, so that they do not starve each other. A test of the command
 * line that starts processes of nodes belongs here; one that runs in the simulated world alone, or reads what was stored, does not.
 */
const realClusters = [
  'src/cli/{bad-input,ci-recipes,environment,leaving,outcomes,own-protocol,own-system,run,serve-live,sim}.test.ts',
  'src/cluster/local/**/*.test.ts',
];

export default defineConfig({
  test: {
    // Deadlines of tests are generous: they are there to end a hang, and nothing timed is asserted.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{src,nodes,workloads,checkers,bench}/**/*.test.ts'],
          exclude: [...realClusters, '**/node_modules/**', '**/dist/**'],
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'real', include: realClusters, fileParallelism: false, sequence: { groupOrder: 1 } } },
    ],
  },
});
