import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FaultlineError, type HistoryEvent, type Plan } from '../core/index.ts';
import { createRun, listRuns, type RunWriter } from './index.ts';

const startedAt = new Date('2026-11-21T06:37:25.123Z');
const plan = { format: 1, name: 'smoke', seed: 42 } as Plan;
const event: HistoryEvent = { index: 0, time: 5, process: 3, type: 'invoke', f: 'get', key: 'k', value: null };

let root: string;
let writers: RunWriter[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'faultline store '));
  writers = [];
});

afterEach(() => {
  for (const writer of writers) writer.close();
  rmSync(root, { recursive: true });
});

function create(name = 'smoke', folder = root): RunWriter {
  const writer = createRun({ root: folder, plan: { ...plan, name }, startedAt });
  writers.push(writer);
  return writer;
}

function failureOf(act: () => unknown): FaultlineError {
  try {
    act();
  } catch (error) {
    if (error instanceof FaultlineError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('createRun', () => {
  it('has the plan and an empty history before anything happens', () => {
    const { dir } = create();
    expect(dir).toBe(join(root, 'smoke', '20261121T063725.123Z-42'));
    expect(JSON.parse(readFileSync(join(dir, 'plan.json'), 'utf8'))).toEqual(plan);
    expect(readFileSync(join(dir, 'history.jsonl'), 'utf8')).toBe('');
    for (const folder of ['trace', 'logs', 'work']) expect(lstatSync(join(dir, folder)).isDirectory()).toBe(true);
  });

  it('has no place to work in for a simulated run, and may end in the seed of a campaign', () => {
    const writer = createRun({ root, plan: { ...plan, world: 'simulated' }, startedAt, seed: 73 });
    writers.push(writer);
    expect(writer.dir).toBe(join(root, 'smoke', '20261121T063725.123Z-73'));
    expect(existsSync(join(writer.dir, 'work'))).toBe(false);
  });

  it('makes a results folder that is not there', () => {
    expect(existsSync(create('smoke', join(root, 'a', 'b')).dir)).toBe(true);
  });

  it('gives every run a folder and a name of its own', () => {
    const [first, second, third] = [create(), create(), create()];
    expect(second.dir).toBe(`${first.dir}-2`);
    expect(third.dir).toBe(`${first.dir}-3`);
    expect(new Set([first, second, third].map(({ runId }) => runId)).size).toBe(3);
  });

  it('points latest at the newest, also over an older link', () => {
    create();
    const second = create('other');
    expect(readlinkSync(join(root, 'latest'))).toBe(join('other', '20261121T063725.123Z-42'));
    expect(second.warnings).toEqual([]);
    expect(readdirSync(root).sort()).toEqual(['latest', 'other', 'smoke']);
  });

  it('goes on when latest cannot be set, and says so', () => {
    mkdirSync(join(root, 'latest'));
    writeFileSync(join(root, 'latest', 'mine'), '');
    const writer = create();
    expect(writer.warnings.join()).toContain('latest could not be pointed at this run');
    writer.history(event);
    expect(readdirSync(root).sort()).toEqual(['latest', 'smoke']);
  });

  it('refuses names that are no folder of its own', () => {
    for (const name of ['latest', '../x', 'a/b', '', '.']) {
      expect(failureOf(() => create(name))).toMatchObject({ code: 'bad-plan-name', exitCode: 254 });
    }
  });

  it('says that the results folder cannot be written', () => {
    writeFileSync(join(root, 'file'), '');
    writeFileSync(join(root, 'taken'), '');
    expect(failureOf(() => create('smoke', join(root, 'file')))).toMatchObject({ code: 'results-unwritable', exitCode: 255 });
    const failure = failureOf(() => create('taken'));
    expect(failure).toMatchObject({ code: 'results-unwritable', exitCode: 255, place: { file: join(root, 'taken') } });
    expect(failure.message).toContain('move it away or choose another results folder');
    expect(readdirSync(root).sort()).toEqual(['file', 'taken']);
  });
});

describe('RunWriter', () => {
  it('has written a line when history or note returns', () => {
    const writer = create();
    writer.history(event);
    writer.history({ ...event, index: 1, type: 'ok', value: 'ключ' });
    writer.note({ kind: 'attempt', number: 1 });
    const lines = readFileSync(join(writer.dir, 'history.jsonl'), 'utf8').split('\n');
    expect(lines.slice(0, 2).map((line) => JSON.parse(line))).toEqual([event, { ...event, index: 1, type: 'ok', value: 'ключ' }]);
    expect(lines[2]).toBe('');
    expect(readFileSync(join(writer.dir, 'notes.jsonl'), 'utf8')).toBe('{"kind":"attempt","number":1}\n');
  });

  it('replaces verdict and report as a whole', () => {
    const writer = create();
    writer.report('<html>');
    writer.report('<html>2');
    expect(readFileSync(join(writer.dir, 'report.html'), 'utf8')).toBe('<html>2');
    expect(readdirSync(writer.dir).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('says that a file cannot be replaced, and leaves nothing behind', () => {
    const writer = create();
    mkdirSync(join(writer.dir, 'report.html', 'x'), { recursive: true });
    expect(failureOf(() => writer.report('<html>'))).toMatchObject({ code: 'results-unwritable', exitCode: 255 });
    expect(readdirSync(writer.dir).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('takes nothing after close, and closes once', () => {
    const writer = create();
    expect(existsSync(join(writer.dir, 'running.json'))).toBe(true);
    writer.close();
    writer.close();
    expect(existsSync(join(writer.dir, 'running.json'))).toBe(false);
    expect(() => writer.history(event)).toThrow('was closed');
  });
});

describe('a process of its own that writes a run', () => {
  it('has lost nothing when it is killed, and its run is not running any more', () => {
    const result = runScript(`
      const writer = createRun({ root, plan, startedAt });
      for (let index = 0; index < 500; index += 1) writer.history({ ...event, index });
      process.kill(process.pid, 'SIGKILL');
    `);
    expect(result.signal).toBe('SIGKILL');
    const [run] = listRuns(root);
    expect(run).toMatchObject({ running: false, plan: 'smoke', seed: 42 });
    const lines = readFileSync(join(run?.dir ?? '', 'history.jsonl'), 'utf8').split('\n');
    expect(lines.length).toBe(501);
  });

  it('takes no line behind one that did not fit on the disk', () => {
    // A limit on the size of files cuts within a line, as a disk does that fills up.
    const result = runScript(
      `
      const writer = createRun({ root, plan, startedAt });
      const codes = new Set();
      for (let index = 0; index < 1000; index += 1) {
        try {
          writer.history({ ...event, index, value: index < 500 ? 'x'.repeat(100) : '' });
        } catch (error) {
          codes.add(error.code + ' ' + error.exitCode);
        }
      }
      console.log([...codes].join());
      `,
      'ulimit -f 16; trap "" XFSZ',
    );
    expect(result.stderr).toBe('');
    expect(result.stdout).toBe('results-unwritable 255\n');
    const lines = readFileSync(join(listRuns(root)[0]?.dir ?? '', 'history.jsonl'), 'utf8').split('\n');
    const whole = lines.slice(0, -1).map((line) => JSON.parse(line).index);
    expect(whole).toEqual(whole.map((_, i) => i));
    expect(whole.length).toBeGreaterThan(50);
    expect(lines.at(-1)).not.toBe('');
  });
});

/** Runs a script against this folder's real code, in a process that can be killed or limited. */
function runScript(script: string, shell = 'true'): { stdout: string; stderr: string; signal: string | null } {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-script-'));
  try {
    const main = join(folder, 'main.mjs');
    const setUp = `const root = ${JSON.stringify(root)}; const plan = ${JSON.stringify(plan)}; const event = ${JSON.stringify(event)}; const startedAt = new Date(${startedAt.getTime()});`;
    const imports = `import { createRun } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};`;
    buildSync({
      stdin: { contents: `${imports}\n${setUp}\n${script}`, resolveDir: import.meta.dirname },
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile: main,
      logLevel: 'silent',
    });
    const { stdout, stderr, signal } = spawnSync('bash', ['-c', `${shell}; exec "$0" "$1"`, process.execPath, main], { encoding: 'utf8' });
    return { stdout, stderr, signal };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
