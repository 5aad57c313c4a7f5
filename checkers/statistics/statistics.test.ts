import { describe, expect, it } from 'vitest';
import type { CheckContext, CheckerResult, ClientEvent, HistoryEvent } from '../../src/core/index.ts';
import { statistics } from './index.ts';

const context = { plan: {}, model: 'kv', traced: false, found: () => {} } as unknown as CheckContext;

function check(events: readonly HistoryEvent[]): CheckerResult {
  const session = statistics.open(context);
  for (const event of events) session.history(event);
  return session.finish();
}

function event(process: number, type: ClientEvent['type'], f: string, error?: string): ClientEvent {
  return { index: 0, time: 0, process, type, f, key: 'x', value: null, ...(error !== undefined && { error }) };
}

function phase(name: string): HistoryEvent {
  return { index: 0, time: 0, process: 'nemesis', type: 'info', f: 'phase', value: { name } };
}

describe('statistics', () => {
  it('counts outcomes by kind and by the phase of the invocation', () => {
    const result = check([
      event(0, 'invoke', 'get'),
      phase('safety'),
      event(0, 'ok', 'get'),
      event(0, 'invoke', 'put'),
      event(1, 'invoke', 'put'),
      event(2, 'invoke', 'cas'),
      event(2, 'fail', 'cas', 'precondition-failed'),
      event(0, 'info', 'put', 'timeout'),
      phase('heal'),
      event(2, 'invoke', 'get'),
      event(2, 'ok', 'get'),
    ]);
    expect(result).toMatchObject({
      verdict: 'valid',
      counts: { ok: 2, fail: 1, info: 2 },
      data: {
        total: { ok: 2, fail: 1, info: 2 },
        operations: { get: { ok: 2, fail: 0, info: 0 }, put: { ok: 0, fail: 0, info: 2 }, cas: { ok: 0, fail: 1, info: 0 } },
        phases: { before: { get: { ok: 1 } }, safety: { put: { info: 2 }, cas: { fail: 1 } }, heal: { get: { ok: 1 } } },
        errors: { 'precondition-failed': 1, timeout: 1 },
      },
    });
  });

  it('is unknown where nothing succeeded', () => {
    expect(check([])).toMatchObject({ verdict: 'unknown', reason: 'not one operation succeeded' });
    expect(check([event(0, 'invoke', 'get'), event(0, 'fail', 'get', 'no-leader')]).verdict).toBe('unknown');
  });

  it('takes any names, and tells only so many apart', () => {
    const events = Array.from({ length: 1000 }, (_, i) => [event(i, 'invoke', `f${i}`), event(i, 'ok', `f${i}`)]).flat();
    const { data } = check([...events, event(0, 'invoke', '__proto__'), event(0, 'ok', '__proto__')]);
    const { operations, total } = data as { operations: Record<string, { ok: number }>; total: { ok: number } };
    expect(total.ok).toBe(1001);
    expect(Object.keys(operations)).toHaveLength(201);
    expect(operations['others']?.ok).toBe(801);
  });
});
