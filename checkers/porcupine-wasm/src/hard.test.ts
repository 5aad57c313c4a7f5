import { expect, test } from 'vitest';
import { searchHard } from './hard.ts';
import { partition } from './history.ts';
import { withKernel } from './kernel.ts';
import type { Model } from './model.ts';
import { kv, models } from './models/index.ts';
import { type SearchResult, search } from './search.ts';
import type { ModelName } from './testing/brute-force.ts';
import { type RandomNumber, randomFrom, randomHistory, type Shape } from './testing/random-history.ts';
import { specifications } from './testing/specifications.ts';

const limits = { deadline: Number.POSITIVE_INFINITY, memoryBytes: 2 ** 28, configurations: Number.POSITIVE_INFINITY, joinStates: true };

function drawn(random: RandomNumber, model: Shape['model'], i: number): Parameters<typeof randomHistory>[1] {
  return {
    model,
    operations: 10 + (i % 60),
    processes: 2 + (i % 4),
    unknown: 0.15,
    values: 1 + Math.floor(random() * 5),
    lies: i % 3,
    key: 'x',
  };
}

const names = Object.keys(specifications) as ModelName[];
const roundsPerModel = 600;
/** Enough to go back and come again wider, and little enough to have to. */
const little = { narrowTo: 2, reuseConfigurations: [50, 2_000] } as const;

test.each(names)('%s: narrow frontiers and reuse never say what the whole search does not', (name) => {
  const model = models[name] as Model;
  const random = randomFrom(21);
  const seen = { foundNarrow: 0, refutedWithReuse: 0, sameEvent: 0 };
  for (let i = 0; i < roundsPerModel; i += 1) {
    const history = randomHistory(random, drawn(random, name, i));
    for (const part of partition(model, history)) {
      if (part.candidates.length === 0) continue;
      const run = (more: object): SearchResult => withKernel((hosted) => search(hosted, model, part, { ...limits, ...more }));
      const whole = run({ configurations: 4_000 });
      if (whole.verdict === 'unknown') continue;
      const narrow = run({ narrowTo: 2 });
      const reuse = run({ reuse: true, configurations: little.reuseConfigurations[1] });
      const told = JSON.stringify(history);
      if (narrow.verdict === 'valid' && whole.verdict !== 'valid') expect.fail(`found narrowly, not otherwise: ${told}`);
      if (reuse.verdict === 'invalid' && (whole.verdict !== 'invalid' || whole.at > reuse.at))
        expect.fail(`refuted with reuse only: ${told}`);
      if (narrow.verdict === 'invalid' && narrow.certain && whole.verdict === 'valid') expect.fail(`said to be certain: ${told}`);
      const both = withKernel((hosted) => searchHard(hosted, model, part, { ...limits, effort: little }));
      if (both.verdict !== whole.verdict || (both.verdict === 'invalid' && whole.verdict === 'invalid' && both.at !== whole.at)) {
        expect.fail(`together they say ${both.verdict}: ${told}`);
      }
      if (narrow.verdict === 'valid') seen.foundNarrow += 1;
      if (reuse.verdict === 'invalid') seen.refutedWithReuse += 1;
      if (narrow.verdict === 'invalid' && reuse.verdict === 'invalid' && narrow.at === reuse.at) seen.sameEvent += 1;
    }
  }
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(50);
});

test.each(['cas-register', 'kv'] as const)('%s: whatever the budget, the search ends within it', (name) => {
  const model = models[name] ?? kv;
  const random = randomFrom(22);
  for (let i = 0; i < 300; i += 1) {
    const history = randomHistory(random, { ...drawn(random, name, i), operations: 200, unknown: 0.2 });
    for (const part of partition(model, history)) {
      const configurations = Math.floor(random() * 300);
      const memoryBytes = Math.floor(2 ** (10 + random() * 14));
      const result = withKernel((hosted) => searchHard(hosted, model, part, { ...limits, configurations, memoryBytes }));
      // One configuration over the limit is what ends a search.
      expect(result.configurations).toBeLessThanOrEqual(configurations + 5);
      if (result.verdict === 'unknown') expect(['memory', 'configurations']).toContain(result.budget);
    }
  }
});
