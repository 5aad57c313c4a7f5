import { describe, expect, it } from 'vitest';
import {
  type Draw,
  drawInteger,
  drawItem,
  drawUnit,
  type GeneratorContext,
  type Json,
  type Operation,
  type Workload,
} from '../src/core/index.ts';
import { workloads } from './index.ts';

const clients = 10;
const perClient = 400;

describe.each([...workloads.values()])('workload $name', (workload) => {
  const operations = generate(workload);

  it('reads half of the time and marks exactly its reads as read-only', () => {
    const reads = operations.filter(({ operation }) => operation.readOnly);
    expect(reads.length / operations.length).toBeGreaterThan(0.45);
    expect(reads.length / operations.length).toBeLessThan(0.55);
    for (const { operation } of operations) expect(operation.readOnly).toBe(operation.f === workload.finalRead('k0').f);
  });

  it('never writes a value twice in a run, and writes strings only', () => {
    const written = operations.map(({ operation }) => writtenBy(operation)).filter((value) => value !== null);
    for (const value of written) expect(value).toBeTypeOf('string');
    expect(new Set(written).size).toBe(written.length);
  });

  it('keeps keyCount keys active and leaves each for good', () => {
    const { keyCount, operationsPerRotation } = workload.defaults;
    const lastUse = new Map<string, number>();
    const firstUse = new Map<string, number>();
    for (const { ordinal, operation } of operations) {
      const key = operation.key ?? '';
      firstUse.set(key, Math.min(ordinal, firstUse.get(key) ?? ordinal));
      lastUse.set(key, Math.max(ordinal, lastUse.get(key) ?? ordinal));
    }
    for (const [key, first] of firstUse) expect((lastUse.get(key) ?? 0) - first).toBeLessThan(operationsPerRotation);
    for (let ordinal = 0; ordinal < perClient; ordinal += 1) {
      const active = [...firstUse].filter(([key, first]) => first <= ordinal && (lastUse.get(key) ?? 0) >= ordinal);
      expect(active.length).toBeLessThanOrEqual(keyCount);
    }
    expect(firstUse.has('k0')).toBe(true);
  });

  it('expects in a cas what the client has just seen', () => {
    const seen = context(workload, 3, 7, { cas: 1 }, () => 'c9.1');
    expect(workload.operation(seen).value).toEqual(['c9.1', 'c3.7']);
    const unseen = context(workload, 3, 7, { cas: 1 }, () => undefined);
    expect(workload.operation(unseen).value).toEqual([null, 'c3.7']);
  });

  it('learns from reads, successful writes and failed compare-and-swaps, and from nothing else', () => {
    const read = workload.finalRead('k1');
    const cas: Operation = { f: 'cas', key: 'k1', value: ['a', 'b'], readOnly: false };
    expect(workload.reveals(read, { type: 'ok', value: 'x' })).toBe('x');
    expect(workload.reveals(read, { type: 'ok', value: null })).toBe(null);
    expect(workload.reveals(cas, { type: 'ok', value: ['a', 'b'] })).toBe('b');
    expect(workload.reveals(cas, { type: 'fail', error: 'precondition-failed', seen: 'z' })).toBe('z');
    expect(workload.reveals(cas, { type: 'fail', error: 'no-leader' })).toBeUndefined();
    expect(workload.reveals(cas, { type: 'info', error: 'timeout' })).toBeUndefined();
  });

  it('refuses a mix that names an operation it does not have', () => {
    expect(() => workload.operation(context(workload, 0, 0, { fly: 1 }, () => undefined))).toThrow(/got "fly"/);
  });
});

describe('workload kv', () => {
  it('delimits appended tokens, appends nowhere but to strings, and deletes rarely', () => {
    const kv = workloads.get('kv') as Workload;
    const operations = generate(kv).map(({ operation }) => operation);
    for (const { f, value } of operations) if (f === 'append') expect(value).toMatch(/^ c\d+\.\d+$/);
    const deletes = operations.filter(({ f }) => f === 'delete').length;
    expect(deletes).toBeGreaterThan(0);
    expect(deletes / operations.length).toBeLessThan(0.05);
    const append: Operation = { f: 'append', key: 'k1', value: ' c1.1', readOnly: false };
    expect(kv.reveals(append, { type: 'ok', value: ' c1.1' })).toBeUndefined();
  });
});

function generate(workload: Workload): { ordinal: number; operation: Operation }[] {
  const all = [];
  for (let ordinal = 0; ordinal < perClient; ordinal += 1) {
    for (let client = 0; client < clients; client += 1) {
      all.push({ ordinal, operation: workload.operation(context(workload, client, ordinal, {}, () => undefined)) });
    }
  }
  return all;
}

function context(
  workload: Workload,
  client: number,
  ordinal: number,
  mix: Record<string, number>,
  lastSeen: (key: string) => Json | undefined,
): GeneratorContext {
  return { plan: { ...workload.defaults, mix }, client, ordinal, draw: keyedDraw(client, ordinal), lastSeen };
}

function keyedDraw(client: number, ordinal: number): Draw {
  let count = 0;
  const key = () => ['test', client, ordinal, count++] as const;
  return {
    unit: () => drawUnit(1, ...key()),
    integer: (from, to) => drawInteger(from, to, 1, ...key()),
    item: (items) => drawItem(items, 1, ...key()),
    weighted(weights) {
      let rest = drawUnit(1, ...key()) * Object.values(weights).reduce((sum, weight) => sum + weight, 0);
      for (const [name, weight] of Object.entries(weights)) {
        rest -= weight;
        if (rest < 0) return name;
      }
      return Object.keys(weights)[0] ?? '';
    },
  };
}

function writtenBy({ f, value }: Operation): Json {
  if (f === 'cas') return (value as readonly Json[])[1] ?? null;
  return f === 'get' || f === 'read' ? null : value;
}
