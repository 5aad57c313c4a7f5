import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { FaultStep, HistoryEvent, Plan } from '../core/index.ts';
import { createRun } from '../store/index.ts';
import { readBrokenOff } from './broken-off.ts';
import { rebuildReport, recheckRun } from './recorded-run.ts';
import { phasesOf, runPlan, simulatedPlan } from './test-simulated.ts';

const root = mkdtempSync(join(tmpdir(), 'faultline-broken-off-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const startedAt = new Date('2026-11-29T18:30:45.482Z');
const kill = (id: string, node: string, atMs: number): FaultStep => ({ id, kind: 'kill', target: [node], when: { atMs }, forMs: 300 });
const plan: Plan = { ...simulatedPlan, faults: [kill('f1', 'n1', 500), kill('f2', 'n2', 1500), kill('f3', 'n3', 2500)] };

/** As a controller leaves it that was killed while the second fault was at work. */
function leaveBrokenOff(): { readonly dir: string; readonly history: readonly HistoryEvent[] } {
  const { history: whole } = runPlan(plan);
  const end = whole.findIndex(({ f, value }) => f === 'fault-begin' && (value as { readonly id: string }).id === 'f2');
  const history = whole.slice(0, end + 3);
  const writer = createRun({ root, plan, startedAt });
  for (const event of history) writer.history(event);
  writer.close();
  return { dir: writer.dir, history };
}

describe('a run whose controller was killed', () => {
  const { dir, history } = leaveBrokenOff();

  it('had the faults that its history tells of, began when its folder says, and lasted until its last event', () => {
    expect(phasesOf(history)).toEqual(['set-up', 'safety']);
    const verdict = recheckRun(dir);
    expect([verdict.outcome, verdict.startedAt]).toEqual(['inconclusive', startedAt.toISOString()]);
    expect(verdict.durationMs).toBe(Math.round((history.at(-1)?.time ?? 0) / 1e6));
    expect(verdict.durationMs).toBeGreaterThan(1500);
    expect(verdict.faults).toMatchObject([
      { id: 'f1', kind: 'kill', target: ['n1'], state: 'in-force', effect: { exited: ['n1'] } },
      { id: 'f2', target: ['n2'], state: 'missing', reason: expect.stringContaining('while it was at work') },
      { id: 'f3', target: [], state: 'missing', reason: 'the run broke off before it began' },
    ]);
    expect(verdict.faults.map(({ beganAtMs, endedAtMs }) => [beganAtMs !== undefined, endedAtMs !== undefined])).toEqual([
      [true, true],
      [true, false],
      [false, false],
    ]);
  });

  it('is not known to have shown anything', () => {
    expect(recheckRun(dir).results['vacuity']).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('did not come to its end'),
    });
  });

  it('has a page that is headed by its own time', () => {
    const [, packed = ''] = /<template id="data">([^<]+)</.exec(readFileSync(rebuildReport(dir), 'utf8')) ?? [];
    const data = gunzipSync(Buffer.from(packed, 'base64')).toString('utf8');
    expect(data.slice(0, 2000)).not.toContain('1970-01-01');
    expect(data.includes(startedAt.toISOString())).toBe(true);
  });

  it('tells of what the core phase had begun apart', () => {
    const begin: HistoryEvent = {
      index: history.length,
      time: 5e9,
      process: 'nemesis',
      type: 'info',
      f: 'fault-begin',
      value: { id: 'core-n2', kind: 'kill', target: ['n2'] },
    };
    const { faults } = readBrokenOff(dir, plan, [...history, begin]);
    expect(faults.at(-1)).toMatchObject({ id: 'core-n2', kind: 'kill', target: ['n2'], ofCore: true, beganAtMs: 5000 });
  });
});
