import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FaultStep } from '../core/index.ts';
import { checkSchedule } from './check-schedule.ts';
import { faultKinds } from './families.ts';
import { faultFlavours, flavours } from './flavours.ts';
import { drawSchedule } from './schedule.ts';

const nodes = ['n1', 'n2', 'n3', 'n4', 'n5'];
const smoke = ['partition-halves', 'partition-leader', 'kill-leader', 'pause', 'power-cut', 'power-cut-majority', 'power-cut-all', 'delay'];
const usual = { nodes, intervalMs: 4000, durationMs: 2000, safetyMs: 20_000 };
const seeds = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

describe('a drawn schedule', () => {
  it('is decided by its seed', () => {
    const request = { ...usual, flavours: smoke, seed: 7 };
    expect(drawSchedule(request)).toEqual(drawSchedule(request));
    expect(drawSchedule(request)).not.toEqual(drawSchedule({ ...request, seed: 8 }));
  });

  it('holds every flavour of a usual suite, begins after a calm and ends before the phase', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const steps = drawSchedule({ ...usual, flavours: smoke, seed });
        expect(steps.length).toBeGreaterThanOrEqual(smoke.length);
        const kinds = steps.slice(0, smoke.length).map(({ kind }) => kind);
        expect(kinds.filter((kind) => kind === 'power-cut').length).toBe(3);
        expect(kinds.filter((kind) => kind === 'partition').length).toBe(2);
        expect(begin(steps[0])).toBe(1500);
        for (const step of steps) expect(end(step)).toBeLessThanOrEqual(usual.safetyMs - 1500);
      }),
    );
  });

  it('keeps to any phase, never has three faults at work, and leaves fatal ones alone with a rest behind them', () => {
    const requests = fc.record({
      seed: seeds,
      flavours: fc.shuffledSubarray([...faultFlavours.keys()], { minLength: 1 }),
      intervalMs: fc.integer({ min: 0, max: 8000 }),
      durationMs: fc.integer({ min: 0, max: 8000 }),
      safetyMs: fc.integer({ min: 0, max: 60_000 }),
    });
    fc.assert(
      fc.property(requests, (request) => {
        const steps = drawSchedule({ ...request, nodes });
        checkSchedule(steps, nodes);
        for (const step of steps) {
          expect(end(step)).toBeLessThan(request.safetyMs);
          expect(end(step)).toBeGreaterThan(begin(step));
          const overlapping = steps.filter((other) => other !== step && begin(other) < end(step) && end(other) > begin(step));
          expect(overlapping.length).toBeLessThanOrEqual(1);
          if (!isFatal(step)) continue;
          expect(overlapping).toEqual([]);
          const next = steps.filter((other) => begin(other) >= end(step)).map(begin);
          if (next.length > 0) expect(Math.min(...next) - end(step)).toBeGreaterThanOrEqual(2000);
        }
      }),
    );
  });

  it('refuses an unknown flavour and one that the cluster is too small for', () => {
    expect(() => drawSchedule({ ...usual, flavours: ['meteor'], seed: 1 })).toThrow(/got "meteor"/);
    expect(() => drawSchedule({ ...usual, nodes: ['n1'], flavours: ['partition-ring'], seed: 1 })).toThrow(/at least 3 nodes, got 1/);
  });

  it('damages the disks of at most a minority, by name, in clusters of 1 to 7', () => {
    const names = ['bit-rot', 'misdirected-write', 'disk-loss', 'kill', 'slow-disk'];
    for (let size = 1; size <= 7; size += 1) {
      const cluster = Array.from({ length: size }, (_, i) => `n${i + 1}`);
      const possible = names.filter((name) => (flavours.get(name)?.minNodes ?? 0) <= size);
      const everybody = new Set<string>();
      for (let seed = 0; seed < 100; seed += 1) {
        const steps = drawSchedule({ seed, nodes: cluster, flavours: possible, intervalMs: 500, durationMs: 300, safetyMs: 30_000 });
        const victims = new Set(steps.flatMap(victimsOf));
        expect(victims.size, `seed ${seed} of ${size} nodes`).toBeLessThanOrEqual(Math.floor((size - 1) / 2));
        for (const node of victims) everybody.add(node);
      }
      expect([...everybody].sort()).toEqual(size < 3 ? [] : cluster);
    }
  });

  it('gives damage the same victims whatever else is drawn beside it', () => {
    const alone = drawSchedule({ ...usual, flavours: ['disk-loss'], seed: 5 });
    const beside = drawSchedule({ ...usual, flavours: ['disk-loss', 'bit-rot', 'kill'], seed: 5 });
    const victims = new Set([...alone, ...beside].flatMap(victimsOf));
    expect(victims.size).toBeLessThanOrEqual(2);
  });

  it('has a meaning for every kind name', () => {
    for (const kind of faultKinds) expect(drawSchedule({ ...usual, flavours: [kind], seed: 3 })[0]?.kind).toBe(kind);
  });
});

function victimsOf(step: FaultStep): readonly string[] {
  if (step.kind !== 'bit-rot' && step.kind !== 'misdirected-write' && step.kind !== 'disk-loss') return [];
  if (typeof step.target === 'string') throw new Error(`${step.id} should name its victims, but strikes ${step.target}`);
  return step.target;
}

function isFatal(step: FaultStep): boolean {
  return step.kind === 'power-cut' && (step.target === 'majority' || step.target === 'all');
}

function begin(step: FaultStep | undefined): number {
  return step !== undefined && 'atMs' in step.when ? step.when.atMs : Number.NaN;
}

function end(step: FaultStep): number {
  return begin(step) + (step.forMs ?? Number.NaN);
}
