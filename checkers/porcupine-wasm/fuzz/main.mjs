/**
 * `npm run fuzz -- [weakenings] [--histories 2000000] [--model NAME] [--seed N]`: random histories of every model, judged by the package,
 * once more by what is otherwise for hard partitions only, and by every order tried one by one (src/testing/fuzz-round.ts, hard-round.ts and texts-round.ts;
 * the tests run the same with fewer); with `weakenings`, what `minimize` does to them instead (src/testing/weaken-round.ts). History i has
 * seed N + i and takes the next model in turn. A wrong answer prints its history and the command that shows it again, and ends with 1.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const here = import.meta.dirname;
/** How many histories pass between two looks at the clock. */
const batchCount = 10_000;
const progressEveryMs = 10_000;

await main();

async function main() {
  const { fuzzRound, hardRound, textsRound, weakenRound, specifications } = await load();
  const { histories, seed, models, isOfWeakenings } = readOptions(Object.keys(specifications));
  const ofVerdicts = (model, at) => {
    hardRound(model, at);
    if (model === 'kv') textsRound(at);
    return fuzzRound(model, at);
  };
  const round = isOfWeakenings ? (model, at) => weakenRound(model, at).verdict : ofVerdicts;
  const tally = new Map(models.map((model) => [model, { valid: 0, invalid: 0 }]));
  console.log(`${histories} histories of ${models.join(', ')} from seed ${seed}`);
  const started = performance.now();
  let toldAt = started;
  for (let i = 0; i < histories; i += 1) {
    const model = models[i % models.length];
    tally.get(model)[judge(round, model, seed + i)] += 1;
    if (i % batchCount !== 0 || performance.now() - toldAt < progressEveryMs) continue;
    toldAt = performance.now();
    console.log(`  ${i} in ${seconds(started)} s`);
  }
  for (const [model, { valid, invalid }] of tally) console.log(`${model.padEnd(20)} ${valid} valid, ${invalid} invalid, none wrong`);
  console.log(`${histories} histories in ${seconds(started)} s, none wrong`);
}

function judge(round, model, seed) {
  try {
    return round(model, seed);
  } catch (error) {
    console.error(error.name === 'FuzzError' ? error.message : error);
    console.error(`wrong: ${model}, seed ${seed}`);
    process.exit(1);
  }
}

/** The tests' own code, bundled into one file: this version of Node runs no TypeScript. */
async function load() {
  const folder = mkdtempSync(join(tmpdir(), 'porcupine-wasm-fuzz-'));
  try {
    const outfile = join(folder, 'fuzz.mjs');
    const rounds = ['fuzz-round', 'hard-round', 'texts-round', 'weaken-round', 'specifications'];
    const contents = rounds.map((name) => `export * from './${name}.ts';`).join(' ');
    const stdin = { contents, resolveDir: join(here, '../src/testing'), loader: 'ts' };
    await build({ stdin, bundle: true, format: 'esm', platform: 'node', target: 'node20', outfile, logLevel: 'error' });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readOptions(known) {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { histories: { type: 'string' }, seed: { type: 'string' }, model: { type: 'string' } },
    });
    if (positionals.length > 1 || positionals.some((word) => word !== 'weakenings'))
      throw new TypeError(`expected 'weakenings' or nothing, got ${positionals.join(' ')}`);
    const histories = Number(values.histories ?? 2_000_000);
    const seed = Number(values.seed ?? Date.now() % 1_000_000_000);
    if (!Number.isSafeInteger(histories) || histories < 1)
      throw new TypeError(`expected --histories to be a whole number from 1, got ${values.histories}`);
    if (!Number.isSafeInteger(seed)) throw new TypeError(`expected --seed to be a whole number, got ${values.seed}`);
    if (values.model !== undefined && !known.includes(values.model)) {
      throw new TypeError(`expected --model to be one of ${known.join(', ')}, got ${values.model}`);
    }
    return { histories, seed, isOfWeakenings: positionals.length > 0, models: values.model === undefined ? known : [values.model] };
  } catch (error) {
    console.error(error.message);
    process.exit(254);
  }
}

function seconds(since) {
  return ((performance.now() - since) / 1000).toFixed(1);
}
