import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Plan } from '../core/index.ts';
import { directedEntry, expandEntry, overrideEntry } from '../run/index.ts';
import { makeFolder, runCli, startCli, until } from './test-cli.ts';

const folder = makeFolder();
afterAll(() => folder.remove());

/** A plan.json of the folder: a directed plan with its bug, in the simulated world unless told otherwise. */
function writePlan(name: string, change: (plan: Plan) => Plan = (plan) => plan): string {
  const { plan } = expandEntry(
    overrideEntry(directedEntry('raft', 'ack-before-fsync', name), { bugs: ['ack-before-fsync'], nodeArgs: [] }),
    1,
  );
  const file = join(folder.path, `${name}.json`);
  writeFileSync(file, JSON.stringify(change({ ...plan, world: 'simulated' })));
  return file;
}

it('shrinks a plan, tells the story, and leaves a run that can be shrunk again', async () => {
  const text = await runCli(folder.path, 'shrink', writePlan('lost'));
  expect(text).toMatchObject({ code: 0 });
  expect(text.stdout).toMatch(/^\d nodes?, \d operations?, \d faults?: not linearizable\.\n/);
  expect(text.stdout).toContain('npx faultline replay');
  const json = await runCli(folder.path, 'shrink', 'results/latest', '--reporter', 'json', '--budget', '30s');
  expect(json.code).toBe(0);
  const { before, after, dir, digest, ...others } = JSON.parse(json.stdout);
  expect(others).toEqual({});
  expect(before).toEqual(after);
  expect(after.operations).toBeLessThanOrEqual(8);
  expect(after.faults).toBeLessThanOrEqual(6);
  expect(dir).toBe(realpathSync(join(folder.path, 'results', 'latest')));
  expect(JSON.parse(readFileSync(join(dir, 'verdict.json'), 'utf8'))).toMatchObject({ digest, outcome: 'violation' });
  expect(existsSync(join(dir, 'report.html'))).toBe(true);
});

it('keeps the best so far when it is interrupted', async () => {
  const { child, ended } = startCli(folder.path, ['shrink', writePlan('interrupted'), '--reporter', 'json']);
  let told = '';
  child.stderr?.on('data', (bytes) => {
    told += String(bytes);
  });
  // Before its first trial is told the program may not listen for signals yet.
  await until('the first trial', () => told.includes('1 trial:'));
  child.kill('SIGINT');
  const { code, stdout } = await ended;
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ after: { nodes: expect.any(Number) } });
});

it('refuses what cannot be shrunk', async () => {
  const cases: readonly [string, string][] = [
    [writePlan('local', (plan) => ({ ...plan, world: 'local' })), 'not-simulated'],
    [writePlan('right', (plan) => ({ ...plan, system: { ...plan.system, variants: {} } })), 'no-violation'],
    ['no-such-run', 'run-not-found'],
    [join(folder.path, 'missing.json'), 'unreadable'],
  ];
  for (const [run, errorCode] of cases) {
    const { code, stdout, stderr } = await runCli(folder.path, 'shrink', run, '--reporter', 'json');
    expect(code).toBe(254);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'broken', exitCode: 254, error: { code: errorCode } });
    expect(stderr).toContain('faultline: ');
  }
  expect((await runCli(folder.path, 'shrink', writePlan('budget'), '--budget', 'soon')).code).toBe(254);
});
