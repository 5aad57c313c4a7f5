#!/usr/bin/env zx
/**
 * npm run soak [-- --hours 1 --seeds 1..100 --results results/soak]: the smoke suite and every directed plan on the right node, over
 * and over with new seeds, until the time is over or the seeds are used up. What passes is removed; what does not is kept. The exit
 * code is the worst run's. Ctrl-C ends the run under way in good order and then the soak. Build first (`npm run build`).
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { systems } from '../dist/nodes/index.js';
import { exitCodes, worstOutcome } from '../dist/src/core/index.js';
import { parseSeeds } from '../dist/src/suite/index.js';
import { interrupted, onInterrupt } from './leaving.mjs';
import { createTally } from './soak-tally.mjs';

const program = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url));
const HOUR_MS = 3_600_000;

const hours = argv.hours === undefined ? (argv.seeds === undefined ? 1 : Number.POSITIVE_INFINITY) : Number(argv.hours);
if (!(hours > 0)) throw new Error(`--hours: expected a number above 0, got "${argv.hours}"`);
const results = path.resolve(String(argv.results ?? 'results/soak'));
const until = performance.now() + hours * HOUR_MS;
const kinds = [['smoke', []], ...Object.keys(systems.get('raft').plans).map((name) => [name, ['--plan', name]])];
const tally = createTally();
const outcomes = [];

soak: for (const seed of seeds()) {
  for (const [name, args] of kinds) {
    if (interrupted() || performance.now() >= until) break soak;
    await runOnce(name, [...args, '--seed', String(seed)]);
  }
}
removeEmptyFolders();
echo(`\n${tally.text()}`);
// An interrupt that left nothing judged has proven nothing.
if (outcomes.length === 0) outcomes.push('inconclusive');
process.exitCode = exitCodes[worstOutcome(outcomes)];

/** Those asked for, once each; without any, new ones for as long as the time lasts. */
function* seeds() {
  if (argv.seeds !== undefined) return yield* parseSeeds(String(argv.seeds), '--seeds');
  for (let seed = 1 + Math.floor(Math.random() * 1_000_000); ; seed += 1) yield seed;
}

async function runOnce(name, args) {
  const startedAt = performance.now();
  const summary = await runCli(['run', ...args, '--results', results, '--reporter', 'json']);
  const seconds = (performance.now() - startedAt) / 1000;
  for (const run of summary.runs) {
    tally.add(run);
    if (run.outcome === 'pass' && run.dir !== undefined) await fs.remove(run.dir);
  }
  outcomes.push(summary.outcome);
  tally.outcome(summary.outcome);
  echo(line(name, summary, seconds));
}

/** Of what passed nothing is left: neither the folder of its plan nor a link to it. */
function removeEmptyFolders() {
  if (!fs.existsSync(results)) return;
  if (!fs.existsSync(path.join(results, 'latest'))) fs.removeSync(path.join(results, 'latest'));
  for (const folder of [...fs.readdirSync(results).map((name) => path.join(results, name)), results])
    if (fs.lstatSync(folder).isDirectory() && fs.readdirSync(folder).length === 0) fs.rmdirSync(folder);
}

function line(name, { outcome, runs, error }, seconds) {
  const [run] = runs;
  if (run === undefined) return `${outcome.padEnd(13)} ${name}: ${error?.message ?? 'no run was judged'}`;
  const { ok, fail, info } = run.ops;
  const states = run.faults.map(({ state }) => state);
  const inForce = states.filter((state) => state === 'in-force').length;
  const figures = `seed ${String(run.seed).padStart(7)}  ${String(ok).padStart(6)} ok ${fail} fail ${info} info  ${inForce}/${states.length} faults  ${seconds.toFixed(0)} s`;
  if (outcome === 'pass') return `${outcome.padEnd(13)} ${name.padEnd(25)} ${figures}`;
  const why = Object.entries(run.checkers).filter(([, { verdict }]) => verdict !== 'valid');
  const reasons = why.map(([checker, { verdict, reason }]) => `    ${checker} ${verdict}: ${reason ?? ''}`);
  return [`${outcome.padEnd(13)} ${name.padEnd(25)} ${figures}`, ...reasons, `    ${run.dir ?? ''}`, `    ${run.reproduce}`].join('\n');
}

/** The CLI stands in a session of its own: Ctrl-C reaches it once, from here. What it says that is no summary is a broken run. */
function runCli(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8');
      child[name].on('data', (text) => {
        said[name] = name === 'stdout' ? said[name] + text : (said[name] + text).slice(-2000);
      });
    }
    const takeBack = onInterrupt(() => child.kill('SIGINT'));
    // A second Ctrl-C leaves at once: the run's guard cleans up behind it.
    const leave = () => child.kill('SIGKILL');
    process.once('exit', leave);
    child.once('close', (code) => {
      takeBack();
      process.off('exit', leave);
      try {
        resolve(JSON.parse(said.stdout));
      } catch {
        resolve({ outcome: 'broken', runs: [], error: { message: `the program ended with ${code}: ${said.stderr.trim()}` } });
      }
    });
  });
}
