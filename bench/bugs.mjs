#!/usr/bin/env zx
/**
 * npm run bench:bugs [-- --trials 20 --write]: how long each planted bug stays hidden, by strategy. A trial begins at a seed of its own and goes on until a violation;
 * the figures are medians over all trials. The plans know nothing of the bugs, and the right node passes the same seeds. `--write` puts the table into the README.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { raft } from '../dist/nodes/raft/system.js';
import { createCoverage, createExplorer } from '../dist/src/run/explore/index.js';
import { simulateRun } from '../dist/src/run/simulated-run.js';
import { loadSmokeEntry } from './smoke-entry.mjs';

const MAX_SEEDS = 2000;
const strategies = ['random', 'swarm', 'pct', 'guided'];
const trials = Number(argv.trials ?? 20);
const only = argv.bug === undefined ? raft.variants.map(({ name }) => name) : [argv.bug];
const rows = [];

for (const bug of only) {
  const cells = strategies.map((strategy) => measure(bug, strategy));
  rows.push({ bug, cells });
  echo(`${bug}: ${cells.map((cell, i) => `${strategies[i]} ${cell}`).join('; ')}`);
}
const header = ['bug', ...strategies.map((strategy) => `${strategy}: seeds, seconds`)];
const table = [header, header.map(() => '---'), ...rows.map(({ bug, cells }) => [`\`${bug}\``, ...cells])]
  .map((row) => `| ${row.join(' | ')} |`)
  .join('\n');
echo(`\n${table}`);
if (argv.write === true)
  writeTable(`Median of ${trials} trials each, one core, Node ${process.version}; a trial ends at the first violation.\n\n${table}`);

function measure(bug, strategy) {
  const found = Array.from({ length: trials }, (_, trial) => search(bug, strategy, 1 + trial * MAX_SEEDS));
  const missed = found.filter(({ seeds }) => seeds === undefined).length;
  const seeds = median(found.map((result) => result.seeds ?? MAX_SEEDS + 1));
  const seconds = median(found.map((result) => result.seconds));
  return `${seeds}, ${seconds.toFixed(seconds < 1 ? 2 : 1)}${missed === 0 ? '' : ` (${missed} of ${trials} not within ${MAX_SEEDS})`}`;
}

/** How many seeds and seconds until the first violation. */
function search(bug, strategy, firstSeed) {
  const entry = loadSmokeEntry(bug);
  const explorer = createExplorer({ entry, strategy, firstSeed });
  const startedAt = performance.now();
  for (let tried = 1; tried <= MAX_SEEDS; tried += 1) {
    const seed = firstSeed + tried - 1;
    const expansion = explorer.plan(seed);
    const coverage = explorer.wantsCoverage ? createCoverage(expansion.plan.system.nodes) : undefined;
    const { verdict } = simulateRun({
      expansion,
      reproduce: () => '',
      ...(coverage === undefined ? {} : { onTrace: (item) => coverage.trace(item) }),
    });
    if (verdict.outcome === 'violation') return { seeds: tried, seconds: (performance.now() - startedAt) / 1000 };
    if (verdict.outcome === 'broken') throw new Error(`seed ${seed} of ${bug}: ${verdict.reason}`);
    if (coverage !== undefined) explorer.learn(seed, coverage.hashes());
  }
  return { seeds: undefined, seconds: (performance.now() - startedAt) / 1000 };
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Between the two marks that the README has for it. */
function writeTable(text) {
  const file = new URL('../README.md', import.meta.url);
  const readme = readFileSync(file, 'utf8');
  const marked = /(<!-- bugs by strategy -->\n)[\s\S]*?(\n<!-- end -->)/;
  if (!marked.test(readme)) throw new Error('README.md has no place for the table: <!-- bugs by strategy --> ... <!-- end -->');
  writeFileSync(
    file,
    readme.replace(marked, (_whole, before, after) => `${before}\n${text}\n${after}`),
  );
}
