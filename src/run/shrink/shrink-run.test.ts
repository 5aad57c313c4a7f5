import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { HistoryEvent, Plan, RunVerdict } from '../../core/index.ts';
import { parsePlan } from '../../suite/index.ts';
import { directedEntry, expandEntry, resolvePlan } from '../expand.ts';
import { overrideEntry } from '../overrides.ts';
import { simulateRun } from '../simulated-run.ts';
import { type ShrinkProgress, type ShrinkResult, type ShrinkRunOptions, type ShrunkRun, shrinkRun } from './shrink-run.ts';
import type { PlanSize } from './size.ts';

const root = mkdtempSync(join(tmpdir(), 'faultline shrink '));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The directed plan of a bug, in the simulated world. */
function simulated(bug: string, seed: number, config: Plan['system']['config'] = {}): Plan {
  const { plan } = expandEntry(overrideEntry(directedEntry('raft', bug, `bug-${bug}`), { bugs: [bug], nodeArgs: [] }), seed);
  return { ...plan, world: 'simulated', system: { ...plan.system, args: [], config: { ...plan.system.config, ...config } } };
}

function shrink(plan: Plan, options: Partial<ShrinkRunOptions> = {}): Promise<ShrinkResult> {
  // No time passes: what comes out must not depend on the machine.
  return shrinkRun({ plan, root, budgetMs: 1, now: () => 0, interrupted: () => false, ...options });
}

function shrunkOf(result: ShrinkResult): ShrunkRun {
  if ('notReproduced' in result) throw new Error(result.notReproduced);
  return result.shrunk;
}

function simulate(plan: Plan): RunVerdict {
  return simulateRun({ expansion: resolvePlan(plan), reproduce: () => '' }).verdict;
}

function readPlan(dir: string): Plan {
  const file = join(dir, 'plan.json');
  return parsePlan(readFileSync(file, 'utf8'), file);
}

describe('a failing simulated run', () => {
  it.each([
    { bug: 'ack-before-fsync', checker: 'linearizability', config: {} },
    { bug: 'commit-previous-term', checker: 'raft-safety', config: { maxBatchEntries: 1 } },
  ])('of $bug shrinks to a few operations and faults', async ({ bug, checker, config }) => {
    const sizes: PlanSize[] = [];
    const progress = ({ size }: ShrinkProgress) => void sizes.push(size);
    const { before, after, dir, digest, end, story } = shrunkOf(await shrink(simulated(bug, 1, config), { progress }));
    expect(end).toBe('minimal');
    // Counted one way from first to last.
    expect(sizes.every(({ operations, faults }) => operations <= before.operations && faults <= before.faults)).toBe(true);
    expect(sizes.at(-1)).toEqual(after);
    expect(before.operations).toBeGreaterThan(500);
    expect(after.operations).toBeLessThanOrEqual(8);
    expect(after.faults).toBeLessThanOrEqual(6);
    expect(after.nodes).toBeLessThanOrEqual(3);
    expect(story).toContain(`${after.faults} fault`);
    expect(readdirSync(dir)).toEqual(expect.arrayContaining(['plan.json', 'history.jsonl', 'trace', 'verdict.json', 'report.html']));
    const verdict = JSON.parse(readFileSync(join(dir, 'verdict.json'), 'utf8')) as RunVerdict;
    expect(verdict).toMatchObject({
      outcome: 'violation',
      digest,
      note: `${story}\nShrunk from ${before.nodes} nodes, ${before.operations} operations, ${before.faults} faults.`,
      plan: `bug-${bug}-shrunk`,
      checkers: { [checker]: { verdict: 'invalid' } },
    });
    const events = readFileSync(join(dir, 'history.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as HistoryEvent);
    expect(events.filter(({ type }) => type === 'invoke')).toHaveLength(after.operations);
    const plan = readPlan(dir);
    expect(Array.from({ length: 10 }, () => simulate(plan).digest)).toEqual(Array.from({ length: 10 }, () => digest));
  });

  it('that is as small as it gets stays as it is, under its own name', async () => {
    const once = shrunkOf(await shrink(simulated('ack-before-fsync', 1)));
    const twice = shrunkOf(await shrink(readPlan(once.dir)));
    expect(twice.after).toEqual(once.after);
    expect(twice.digest).toBe(once.digest);
    expect(readPlan(twice.dir).name).toBe('bug-ack-before-fsync-shrunk');
  });

  it('shrinks by the class that was recorded, or says that it does not come again', async () => {
    const plan = simulated('ack-before-fsync', 1);
    const recorded = simulate(plan);
    const byTrace = { ...recorded, results: { 'raft-safety': recorded.results['raft-safety'] ?? { verdict: 'unknown', findings: [] } } };
    expect(shrunkOf(await shrink(plan, { recorded: byTrace })).story).toContain(': append durability.');
    const finding = { rule: 'never-seen', message: 'Nobody has seen this.' };
    const result = await shrink(plan, { recorded: { ...recorded, results: { statistics: { verdict: 'invalid', findings: [finding] } } } });
    expect(result).toEqual({
      notReproduced: expect.stringContaining('looked for never-seen by statistics, got not-linearizable by linearizability'),
    });
  });

  it('that is interrupted at once is kept as it is', async () => {
    const { before, after, end, trials, dir } = shrunkOf(await shrink(simulated('ack-before-fsync', 1), { interrupted: () => true }));
    expect({ end, trials }).toEqual({ end: 'interrupted', trials: 0 });
    expect(after).toEqual(before);
    expect(existsSync(join(dir, 'report.html'))).toBe(true);
  });
});

describe('nothing is shrunk', () => {
  it('of a run on real processes', async () => {
    await expect(shrink({ ...simulated('stale-read', 1), world: 'local' })).rejects.toMatchObject({ code: 'not-simulated', exitCode: 254 });
  });

  it('of a run without a violation', async () => {
    const plan = simulated('stale-read', 1);
    const right = { ...plan, system: { ...plan.system, variants: {} } };
    await expect(shrink(right)).rejects.toMatchObject({ code: 'no-violation', exitCode: 254 });
    await expect(shrink(plan, { recorded: simulate(right) })).rejects.toMatchObject({ code: 'no-violation', exitCode: 254 });
  });
});
