/**
 * npm run bench:checker [-- --histories DIR] [-- --only ID]: what the checker costs, row by row, each in a process of its own. DIR holds
 * the test data of Porcupine (etcd_NNN.log, cNN-ok.txt, cNN-bad.txt), also in a folder of it named `porcupine`; without it their rows
 * are left out, and that is said. Everything else is generated here. Medians; checking alone unless a row says otherwise. Nothing is
 * asserted. Build first (`npm run build`).
 *
 * Porcupine's figures are not measured here: they were, in June 2026, with Go 1.19.8 on a 2-core machine (docs of the project), so a
 * ratio across machines is only a hint. They are marked with an asterisk.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { hardRows } from './checker-hard-rows.mjs';
import { unknownWrites, writeJsonl } from './checker-histories.mjs';

const here = fileURLToPath(import.meta.url);
const oneRowTimeoutMs = 120_000;
const limits = { timeMs: 5_000, memoryBytes: 400_000_000 };
const generous = { timeMs: 40_000, memoryBytes: 2 ** 31 };
const clientCounts = [5, 10, 15, 20, 30];
const unknownCounts = [0, 5, 10, 20, 30, 40];
/** What Porcupine's figure for the etcd logs is the sum of. */
const etcdLogCount = 102;
const startsMeasured = 15;

const { values: options } = parseArgs({
  options: { histories: { type: 'string' }, only: { type: 'string' }, row: { type: 'string' } },
});
if (options.row === undefined) await report();
else await measureOne(JSON.parse(options.row));

/** In the child: prints the figures as one line. */
async function measureOne({ measure, ...rest }) {
  const { measures } = await import('./checker-rows.mjs');
  const figures = measures[measure](rest);
  console.log(JSON.stringify({ ...figures, residentMegabytes: process.resourceUsage().maxRSS / 1000 }));
}

async function report() {
  const cpus = os.cpus();
  console.log(
    `${cpus.length} cores of ${cpus[0]?.model ?? 'an unknown kind'}, Node ${process.version}, load ${os.loadavg()[0].toFixed(1)}\n`,
  );
  const folder = mkdtempSync(join(os.tmpdir(), 'bench-checker-'));
  try {
    console.log(
      '| id | what | ours | first run | asked for | Porcupine* | ratio | verdicts | memory |\n|---|---|---|---|---|---|---|---|---|',
    );
    for (const row of rows(folder)) if (options.only === undefined || row.id.startsWith(options.only)) printRow(row);
    if (options.only === undefined || options.only === 'table') printTable();
    if (options.only === undefined || options.only === 'start') await printStart();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `asked`: milliseconds, unless it says otherwise. */
function rows(temporary) {
  const histories = historiesFolder();
  const recorded = (id, what, pattern, model, asked, porcupineMs) => ({
    id,
    what,
    asked,
    porcupineMs,
    needsHistories: true,
    row: { measure: 'recorded', folder: histories, pattern, model, limits: generous },
  });
  const register = (id, what, shape, asked, porcupineMs, given = limits) => ({
    id,
    what,
    asked,
    porcupineMs,
    row: { measure: 'register', shape, limits: given },
  });
  const columns = (id, what, operations, asked) => ({
    id,
    what,
    asked,
    row: { measure: 'columns', shape: { operations, clients: 10 }, limits: generous },
  });
  const path = join(temporary, 'million.jsonl');
  const hard = { operations: 10_000, values: 5, unknown: 50 };
  return [
    recorded('1', 'all etcd logs together (slowest in brackets)', '^etcd_.*\\.log$', 'cas-register', '33 (5)', 330),
    recorded('2a', 'kv c10-ok', '^c10-ok', 'kv', '0.53', 0.53),
    recorded('2b', 'kv c10-bad', '^c10-bad', 'kv', '0.32', 0.316),
    recorded('2c', 'kv c50-ok', '^c50-ok', 'kv', '12', 126),
    recorded('2d', 'kv c50-bad, every key', '^c50-bad', 'kv', '100', '2 of 10 keys not in 40 s'),
    columns('3a', '1,000,000 operations, unique writes, from columns', 1_000_000, '150'),
    {
      id: '3b',
      what: 'the same from a JSONL file, reading included',
      asked: '2000 (600 MB)',
      prepare: () => writeJsonl(path, { operations: 1_000_000, clients: 10 }),
      row: { measure: 'jsonl', path, limits: generous },
    },
    columns('3c', '10,000,000 operations from columns', 10_000_000, '2000'),
    register('4a', '10,000 operations, 20 clients, unique writes', { operations: 10_000, clients: 20 }, '10', '> 40,000'),
    ...[5, 10, 15, 20].flatMap((clients) => [
      register(`4-${clients}v`, `10,000 operations, ${clients} clients, values 0 to 4, 50 unknown`, { ...hard, clients }, '5000 (500 MB)'),
      register(`4-${clients}b`, 'the same, broken', { ...hard, clients, broken: 'early' }, clients <= 15 ? '5000 (500 MB)' : 'or unknown'),
    ]),
    register(
      '4-u',
      '10 clients, broken by reads that use up the unknown writes',
      { ...hard, clients: 10, broken: 'used-up' },
      '5000 (500 MB)',
    ),
    register('5', '200 operations, 19 unknown writes, broken', unknownWrites(200, 19), '20', 41_825),
    ...hardRows(limits),
  ];
}

function historiesFolder() {
  if (options.histories === undefined) return undefined;
  // npm runs scripts in the project's folder and says where it was called.
  const folder = resolve(process.env.INIT_CWD ?? '.', options.histories);
  return existsSync(join(folder, 'porcupine')) ? join(folder, 'porcupine') : folder;
}

function printRow({ id, what, asked, porcupineMs, needsHistories, prepare, row }) {
  if (needsHistories && row.folder === undefined) {
    console.log(`| ${id} | ${what} | left out: --histories DIR names the folder of the data | | ${asked} | | | | |`);
    return;
  }
  prepare?.();
  const figures = inChild(row);
  const slowest = figures.slowestMs !== undefined && figures.files > 1 ? ` (${ms(figures.slowestMs)})` : '';
  const isSame = row.measure !== 'recorded' || row.model !== 'cas-register' || figures.files === etcdLogCount;
  const count = isSame ? '' : `, ${figures.files} of ${etcdLogCount} files: no ratio`;
  const ratio =
    isSame && typeof porcupineMs === 'number' && figures.ms !== undefined ? `${(porcupineMs / figures.ms).toPrecision(2)}x` : '';
  const peer = porcupineMs === undefined ? '' : typeof porcupineMs === 'number' ? ms(porcupineMs) : porcupineMs;
  const memory = figures.residentMegabytes === undefined ? '' : `${Math.round(figures.residentMegabytes)} MB`;
  console.log(
    `| ${id} | ${what} | ${told(figures)}${slowest}${count} | ${figures.firstMs === undefined ? '' : ms(figures.firstMs)} | ${asked} | ${peer} | ${ratio} | ${verdictsOf(figures)} | ${memory} |`,
  );
}

function printTable() {
  console.log('\n10,000 operations, values 0 to 4: milliseconds for a valid history / for a broken one\n');
  console.log(
    `| clients | ${unknownCounts.map((count) => `${count} unknown`).join(' | ')} |\n|---|${unknownCounts.map(() => '---|').join('')}`,
  );
  let undecided = 0;
  for (const clients of clientCounts) {
    const cells = unknownCounts.map((unknown) => {
      const both = ['no', 'early'].map((broken) =>
        inChild({ measure: 'register', shape: { operations: 10_000, clients, values: 5, unknown, broken }, limits }),
      );
      undecided += both.filter((figures) => figures.unknown !== 0).length;
      return both.map((figures) => (figures.unknown === 0 ? told(figures) : 'unknown')).join(' / ');
    });
    console.log(`| ${clients} | ${cells.join(' | ')} |`);
  }
  console.log(
    `\n${undecided} of ${clientCounts.length * unknownCounts.length * 2} undecided within ${limits.timeMs / 1000} s and ${limits.memoryBytes / 1e6} MB of search`,
  );
}

/** What a process costs that imports the package and checks ten operations, beyond one that does nothing. */
async function printStart() {
  const dist = new URL('../checkers/porcupine-wasm/dist/', import.meta.url);
  const sizes = await Promise.all(['kernel', 'zones', 'columns'].map((name) => moduleBytes(dist, name)));
  const script = `const { check, register } = await import(${JSON.stringify(new URL('node.js', dist).href)});
    const history = Array.from({ length: 20 }, (_, i) => ({ process: 0, type: i % 2 ? 'ok' : 'invoke', f: 'write', value: i >> 1 }));
    if (check(register, history).verdict !== 'valid') throw new Error('not valid');`;
  // In turns, so that what else the machine does falls on both.
  const pairs = Array.from({ length: startsMeasured }, () => ({ bare: startMs('0'), checking: startMs(script) }));
  const bare = median(pairs.map((pair) => pair.bare));
  const beyond = median(pairs.map((pair) => pair.checking - pair.bare));
  console.log(`\n| 6a | the WebAssembly modules | ${sizes.join(' + ')} bytes | 65536 bytes |`);
  console.log(`| 6b | importing the package and checking ten operations, beyond node's own ${ms(bare)} ms | ${ms(beyond)} | 60 |`);
}

async function moduleBytes(dist, name) {
  const source = await import(new URL(`${name}-bytes.js`, dist).href);
  return Buffer.from(source[`${name}Base64`], 'base64').length;
}

function startMs(script) {
  const started = performance.now();
  execFileSync(process.execPath, ['--input-type=module', '-e', script]);
  return performance.now() - started;
}

function median(times) {
  return times.sort((a, b) => a - b)[times.length >> 1];
}

function inChild(row) {
  const child = spawnSync(process.execPath, ['--max-old-space-size=4096', here, '--row', JSON.stringify(row)], {
    encoding: 'utf8',
    timeout: oneRowTimeoutMs,
  });
  if (child.status === 0) return JSON.parse(child.stdout);
  const why =
    child.error?.code === 'ETIMEDOUT'
      ? `no end within ${oneRowTimeoutMs / 1000} s`
      : (child.stderr.match(/^\w*Error.*$/m)?.[0] ?? `ended with ${child.status}`);
  return { missing: why, unknown: 1 };
}

function told(figures) {
  return figures.missing ?? ms(figures.ms);
}

function verdictsOf({ valid, invalid, unknown, missing }) {
  if (missing !== undefined) return '';
  return Object.entries({ valid, invalid, unknown })
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(', ');
}

function ms(value) {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(2);
}
