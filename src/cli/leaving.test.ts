import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../core/index.ts';
import { latestRun, makeFolder, processesOf, runCli, startCli, until } from './test-cli.ts';
import { guardOf, listeningSockets, nodeProcess, stateOf, stillListening } from './test-leftovers.ts';

const folder = makeFolder();
afterAll(() => folder.remove());

const suite = join(folder.path, 'overlap.yaml');
const kills = Array.from({ length: 10 }, (_, i) => `    - { kind: kill, target: n2, at: ${1 + 3 * i}s, for: 200ms }\n`);
writeFileSync(
  suite,
  `name: overlap
system: raft
nodes: 3
workload: kv
timeLimit: 60s
nemesis:
  schedule:
    - { kind: pause, target: n1, at: 500ms, for: 50s }
${kills.join('')}`,
);

describe('leaving by any door', () => {
  it('a controller killed while one node is paused and another starts leaves nothing, and a folder that can be judged', async () => {
    const { child, ended } = startCli(folder.path, ['run', suite]);
    const controller = child.pid ?? 0;
    await freezeInRestart(controller);
    expect(stateOf(nodeProcess(folder.path, 'n1')?.pid ?? 0)).toBe('T');
    const guard = guardOf(controller) ?? 0;
    const pids = processesOf(folder.path).map(Number);
    const sockets = listeningSockets([controller, ...pids]);
    expect([pids.length, stateOf(guard)]).toEqual([3, 'S']);
    // Two of each node that is up, and the proxies'.
    expect(sockets.length).toBeGreaterThan(4);

    child.kill('SIGKILL');
    await ended;
    await until('the guard to end every process', () => processesOf(folder.path).length === 0);
    await until('the guard to remove the working folder', () => !existsSync(join(latestRun(folder.path), 'work')));
    await until('the guard to end', () => stateOf(guard) === undefined || stateOf(guard) === 'Z');
    expect(stillListening(sockets)).toEqual([]);
    expect(faultsAtWork()).toEqual(['pause n1', 'kill n2']);
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
    const earlier = realpathSync(latestRun(folder.path));
    const { child, ended } = startCli(folder.path, ['run', suite, '--reporter', 'json']);
    await until('the pause', () => realpathSync(latestRun(folder.path)) !== earlier && faultsAtWork().join() === 'pause n1');
    const sockets = listeningSockets([child.pid ?? 0, ...processesOf(folder.path).map(Number)]);
    process.kill(-(child.pid ?? 0), 'SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'inconclusive', exitCode: 2 });
    expect(processesOf(folder.path)).toEqual([]);
    expect(stillListening(sockets)).toEqual([]);
    expect(existsSync(join(latestRun(folder.path), 'work'))).toBe(false);
    expect(existsSync(join(latestRun(folder.path), 'verdict.json'))).toBe(true);
    expect(existsSync(join(latestRun(folder.path), 'report.html'))).toBe(true);
  });
});

/**
 * Stops the controller at a moment at which n1 is paused and n2 is on its way back: its new process is there, and the history does not
 * say yet that the kill is over. A start that was too quick to be met in the middle is let go, and the next one is tried.
 */
async function freezeInRestart(controller: number): Promise<void> {
  for (let boot = 2; ; boot += 1) {
    await until(`start ${boot} of n2`, () => (nodeProcess(folder.path, 'n2')?.boot ?? 0) >= boot);
    process.kill(controller, 'SIGSTOP');
    await until('the controller to stand still', () => stateOf(controller) === 'T');
    if (faultsAtWork().join() === 'pause n1,kill n2') return;
    process.kill(controller, 'SIGCONT');
  }
}

/** Faults of the newest run that have begun and not ended. */
function faultsAtWork(): string[] {
  const atWork = new Map<string, string>();
  for (const { f, value } of eventsOf(join(latestRun(folder.path), 'history.jsonl'))) {
    const { id, kind, target } = value as { readonly id: string; readonly kind: string; readonly target: readonly string[] };
    if (f === 'fault-begin') atWork.set(id, `${kind} ${target.join()}`);
    if (f === 'fault-end') atWork.delete(id);
  }
  return [...atWork.values()];
}

/** Whole lines only: the file may be growing. */
function eventsOf(file: string): HistoryEvent[] {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  return lines.map((line) => JSON.parse(line) as HistoryEvent).filter(({ process }) => process === 'nemesis');
}
