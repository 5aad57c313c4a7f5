import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import * as checker from '../checkers/porcupine-wasm/dist/index.js';
import { containerHistory } from './checker-container-histories.mjs';
import { hardHistory } from './checker-hard-histories.mjs';
import { asColumns, asEvents } from './checker-histories.mjs';
import { textHistory } from './checker-text-histories.mjs';

/** What one row of the table measures, in a process of its own: its memory is its own, and nothing has warmed up for another. */
export const measures = { recorded, register, columns, jsonl, hard };

/**
 * Runs go on until there are so many that take so long together, or so much time is spent; one there is in any case. What takes a
 * millisecond takes several in its first runs, before the code is compiled: the first run is told apart.
 */
const runsWanted = 9;
const warmMs = 500;
const measureForMs = 3_000;
/** There are many of the hard rows. */
const measureHardForMs = 300;
const readAtOnceBytes = 1 << 20;

const { check, models, parseHistory, withInit } = checker;

/** Recorded histories of Porcupine's tests, parsed before; all of them together, and the slowest. */
function recorded({ folder, pattern, model, limits }) {
  const files = readdirSync(folder).filter((name) => new RegExp(pattern).test(name));
  if (files.length === 0) return { missing: `no file ${pattern} there`, unknown: 1 };
  const histories = files.map((name) => parseHistory(readFileSync(join(folder, name), 'utf8')).events);
  const chosen = model === 'kv' ? withInit(models.kv, '') : models[model];
  const perFile = histories.map((events) => timed(() => check(chosen, events, limits)));
  const verdicts = perFile.flatMap(({ result }) => result.partitions.map(({ verdict }) => verdict));
  const times = perFile.map(({ ms }) => ms);
  const firstMs = perFile.reduce((sum, file) => sum + file.firstMs, 0);
  return { ms: times.reduce((sum, ms) => sum + ms, 0), firstMs, slowestMs: Math.max(...times), files: files.length, ...counted(verdicts) };
}

function register({ shape, limits }) {
  const events = asEvents(shape);
  const { ms, firstMs, result } = timed(() => check(models.register, events, limits));
  return { ms, firstMs, ...counted(result.partitions.map(({ verdict }) => verdict)), reason: result.reason };
}

const generators = { store: hardHistory, texts: textHistory, container: containerHistory };

/** Several histories that differ in their seed alone; the slowest in brackets. */
function hard({ generator, model, shape, seeds, limits }) {
  const chosen = model === 'kv' ? withInit(models.kv, '') : models[model];
  const perSeed = seeds.map((seed) => {
    const events = generators[generator]({ ...shape, seed });
    return timed(() => check(chosen, events, limits), measureHardForMs);
  });
  const times = perSeed.map(({ ms }) => ms);
  const sum = times.reduce((total, ms) => total + ms, 0);
  const verdicts = perSeed.flatMap(({ result }) => result.partitions.map(({ verdict }) => verdict));
  return { ms: sum / times.length, slowestMs: Math.max(...times), files: seeds.length, ...counted(verdicts) };
}

function columns({ shape, limits }) {
  if (checker.readJsonlColumns === undefined) return { missing: 'this build reads no columns' };
  const history = asColumns(shape);
  const { ms, firstMs, result } = timed(() => check(models.register, history, limits));
  return { ms, firstMs, ...counted(result.partitions.map(({ verdict }) => verdict)), reason: result.reason };
}

/** From the first byte of the file to the verdict, once: a second run would find everything warm. */
function jsonl({ path, limits }) {
  const started = performance.now();
  const history =
    checker.readJsonlColumns === undefined
      ? parseHistory(readFileSync(path, 'utf8')).events
      : checker.readJsonlColumns(chunksOf(path)).columns;
  const result = check(models.register, history, limits);
  const ms = performance.now() - started;
  return { ms, ...counted(result.partitions.map(({ verdict }) => verdict)), megabytes: statSync(path).size / 1e6 };
}

function* chunksOf(path) {
  const file = openSync(path, 'r');
  const buffer = new Uint8Array(readAtOnceBytes);
  try {
    for (let size = readSync(file, buffer); size > 0; size = readSync(file, buffer)) yield buffer.subarray(0, size);
  } finally {
    closeSync(file);
  }
}

function timed(run, forMs = measureForMs) {
  const times = [];
  let result;
  for (let spentMs = 0; spentMs < forMs && (times.length < runsWanted || spentMs < warmMs); ) {
    const started = performance.now();
    result = run();
    const ms = performance.now() - started;
    times.push(ms);
    spentMs += ms;
  }
  const [firstMs] = times;
  times.sort((a, b) => a - b);
  return { ms: times[times.length >> 1], firstMs, result };
}

function counted(verdicts) {
  const count = (verdict) => verdicts.filter((one) => one === verdict).length;
  return { valid: count('valid'), invalid: count('invalid'), unknown: count('unknown') };
}
