import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CampaignSummary } from '../core/index.ts';
import { type CliResult, latestRun, makeFolder, processesOf, runCli } from './test-cli.ts';

const folder = makeFolder();
afterAll(() => folder.remove());

const small = ['--nodes', '3', '--time-limit', '5', '--nemesis', 'kill,partition-leader', '--rate', '150'];

describe('a run of the right node', () => {
  let first: CliResult;
  let summary: CampaignSummary;
  beforeAll(async () => {
    first = await runCli(folder.path, 'run', ...small, '--seed', '7', '--reporter', 'json');
    summary = JSON.parse(first.stdout) as CampaignSummary;
  });

  it('passes, and prints one JSON document and nothing else', () => {
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/^\{[^\n]*\}\n$/);
    expect(Object.keys(summary).sort()).toEqual(['exitCode', 'outcome', 'runs']);
    expect(summary).toMatchObject({ outcome: 'pass', exitCode: 0 });
    const [run] = summary.runs;
    expect(run).toMatchObject({ seed: 7, outcome: 'pass', reproduce: expect.stringContaining('--seed 7') });
    expect(run?.ops.ok).toBeGreaterThan(100);
    expect(Object.keys(run?.checkers ?? {})).toEqual(
      expect.arrayContaining(['linearizability', 'raft-safety', 'statistics', 'performance', 'liveness', 'vacuity']),
    );
    for (const fault of run?.faults ?? [])
      expect(fault).toMatchObject({ id: expect.any(String), kind: expect.any(String), target: expect.any(Array), state: 'in-force' });
    expect(run?.faults).toHaveLength(2);
  });

  it('leaves its files, and nothing else: no process, no working folder', () => {
    const dir = latestRun(folder.path);
    expect(readdirSync(dir).sort()).toEqual(['history.jsonl', 'logs', 'notes.jsonl', 'plan.json', 'report.html', 'trace', 'verdict.json']);
    expect(processesOf(folder.path)).toEqual([]);
    expect(readFileSync(join(dir, 'report.html'), 'utf8').length).toBeGreaterThan(50_000);
  });

  it('is judged the same again from its folder, and its report is built anew', async () => {
    const again = await runCli(folder.path, 'check', 'results/latest', '--reporter', 'json');
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toEqual(summary);
    const report = await runCli(folder.path, 'report');
    expect(report).toMatchObject({ code: 0, stdout: expect.stringContaining('report.html') });
  });

  it('its history is judged by itself too', async () => {
    const result = await runCli(folder.path, 'check', 'results/latest/history.jsonl', '--model', 'kv', '--reporter', 'json');
    expect(result.code).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({ outcome: 'pass', exitCode: 0, histories: [{ model: 'kv', verdict: 'valid' }] });
  });

  it('its plan runs again, beside another run in the same results folder; then both are listed and cleaned away', async () => {
    const [same, other] = await Promise.all([
      runCli(folder.path, 'run', join(summary.runs[0]?.dir ?? '', 'plan.json'), '--reporter', 'json'),
      runCli(folder.path, 'run', '--nodes', '1', '--time-limit', '3', '--nemesis', 'none', '--reporter', 'json'),
    ]);
    expect([same.code, other.code]).toEqual([0, 0]);
    expect(JSON.parse(same.stdout)).toMatchObject({ outcome: 'pass', runs: [{ seed: 7 }] });
    const listed = await runCli(folder.path, 'list', 'runs');
    expect(listed.stdout.match(/ pass$/gm)).toHaveLength(3);
    expect(await runCli(folder.path, 'clean', '--keep', '0')).toMatchObject({ code: 0, stdout: 'removed 3 runs\n' });
    expect(processesOf(folder.path)).toEqual([]);
  });
});

describe('a run of a wrong node', () => {
  it('is a violation that stale reads explain, and stays one when judged again', async () => {
    const found = await runCli(folder.path, 'run', '--bug', 'stale-read', '--time-limit', '4', '--stop-on-violation');
    expect(found.code).toBe(1);
    expect(found.stdout).toContain('VIOLATION');
    expect(found.stdout).toMatch(/is not linearizable|without a leader|read/);
    expect((await runCli(folder.path, 'check', 'results/latest')).code).toBe(1);
    expect(existsSync(join(latestRun(folder.path), 'work'))).toBe(false);
  });
});
