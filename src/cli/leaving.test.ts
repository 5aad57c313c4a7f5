import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { latestRun, makeFolder, processesOf, runCli, startCli, until } from './test-cli.ts';

const folder = makeFolder();
afterAll(() => folder.remove());

const suite = join(folder.path, 'overlap.yaml');
writeFileSync(
  suite,
  `name: overlap
system: raft
nodes: 3
workload: kv
timeLimit: 60s
nemesis:
  schedule:
    - { id: f1, kind: pause, target: n1, at: 500ms, for: 50s }
    - { id: f2, kind: kill, target: n2, at: 500ms, for: 400ms }
    - { id: f3, kind: kill, target: n2, at: 3s, for: 100ms }
`,
);

const events = () => {
  const file = join(latestRun(folder.path), 'history.jsonl');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

describe('leaving by any door', () => {
  it('a controller killed while one node is paused and another starts leaves nothing, and a folder that can be judged', async () => {
    const { child, ended } = startCli(folder.path, ['run', suite]);
    await until(
      'the pause and the end of the kill',
      () => /"f":"fault-begin".*"pause"/.test(events()) && /"f":"fault-begin".*"f2"/.test(events()),
    );
    child.kill('SIGKILL');
    await ended;
    await until('the guard to end every process', () => processesOf(folder.path).length === 0);
    await until('the guard to remove the working folder', () => !existsSync(join(latestRun(folder.path), 'work')));
    const judged = await runCli(folder.path, 'check', 'results/latest', '--reporter', 'json');
    expect(judged.code).toBe(2);
    expect(JSON.parse(judged.stdout)).toMatchObject({
      outcome: 'inconclusive',
      runs: [{ checkers: { linearizability: { verdict: 'valid' } } }],
    });
  });

  it('what a killed controller had seen of a violation is still proven from its folder', async () => {
    const { child, ended } = startCli(folder.path, ['run', suite, '--bug', 'stale-read']);
    let said = '';
    child.stderr?.on('data', (bytes) => {
      said += String(bytes);
    });
    await until('a finding', () => said.includes('found by raft-safety'));
    child.kill('SIGKILL');
    await ended;
    await until('the guard to end every process', () => processesOf(folder.path).length === 0);
    expect((await runCli(folder.path, 'check', 'results/latest')).code).toBe(1);
  });

  it('Ctrl-C ends in good order: inconclusive, a verdict and a report, nothing left', async () => {
    const { child, ended } = startCli(folder.path, ['run', suite, '--reporter', 'json']);
    await until('the pause', () => /"f":"fault-begin".*"pause"/.test(events()));
    process.kill(-(child.pid ?? 0), 'SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'inconclusive', exitCode: 2 });
    expect(processesOf(folder.path)).toEqual([]);
    expect(existsSync(join(latestRun(folder.path), 'work'))).toBe(false);
    expect(existsSync(join(latestRun(folder.path), 'report.html'))).toBe(true);
  });
});
