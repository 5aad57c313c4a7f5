import { describe, expect, it } from 'vitest';
import type { Link } from '../core/index.ts';
import { MAX_HELD_MESSAGES } from './link-table.ts';
import { link, other, passed, world } from './test-table.ts';

describe('one rule', () => {
  it('passes everything where no rule stands', () => {
    const { table, send, at } = world();
    at(5);
    expect(table.isClear(link)).toBe(true);
    expect(send('a')).toEqual(passed(5));
  });

  it('drops what it picks, on its own link only, until it is removed', () => {
    const { table, send, apply } = world();
    apply('f1', { kind: 'drop', match: { type: 'append' } });
    expect(table.isClear(link)).toBe(false);
    expect(table.isClear(other)).toBe(true);
    expect(send('a')).toEqual({ kind: 'dropped' });
    expect(send('b', { type: 'vote' })).toEqual(passed(0));
    expect(send('c', { link: other })).toEqual(passed(0));
    expect(table.effect('f1')).toEqual({ seen: 1, affected: 1, connectionsRefused: 0, connectionsReset: 0 });
    table.remove('f1');
    expect(send('d')).toEqual(passed(0));
    expect(table.effect('f1').seen).toBe(1);
  });

  it('drops a share', () => {
    const { table, send, apply } = world();
    apply('f1', { kind: 'drop', probability: 0.25 });
    for (let i = 0; i < 4000; i += 1) send(String(i));
    const { seen, affected } = table.effect('f1');
    expect(seen).toBe(4000);
    expect(affected).toBeGreaterThan(850);
    expect(affected).toBeLessThan(1150);
  });

  it('duplicates, and corrupts a byte of the payload', () => {
    const { send, apply, table } = world();
    apply('f1', { kind: 'duplicate' });
    expect(send('a')).toMatchObject({ copies: 2 });
    apply('f2', { kind: 'corrupt' });
    for (let bytes = 1; bytes < 200; bytes += 1) {
      const fate = send('b', { bytes });
      const at = fate.kind === 'delivered' ? fate.corruptAt : undefined;
      expect(at).toBeGreaterThanOrEqual(0);
      expect(at).toBeLessThan(bytes);
    }
    expect(send('empty', { bytes: 0 })).toMatchObject({ corruptAt: undefined });
    expect(table.effect('f2')).toMatchObject({ seen: 200, affected: 199 });
  });

  it('refuses connections on its link, and counts them', () => {
    const { table, apply } = world();
    expect(table.refuses(link)).toBe(false);
    apply('f1', { kind: 'refuse' });
    expect([table.refuses(link), table.refuses(link), table.refuses(other)]).toEqual([true, true, false]);
    expect(table.effect('f1')).toEqual({ seen: 0, affected: 0, connectionsRefused: 2, connectionsReset: 0 });
    expect(table.effect('nobody').connectionsRefused).toBe(0);
  });

  it('resets once, when it begins', () => {
    const { table, apply, send } = world();
    const told: Link[] = [];
    const stop = table.onReset((about) => {
      told.push(about);
      return 3;
    });
    apply('f1', { kind: 'reset' });
    send('a');
    stop();
    apply('f2', { kind: 'reset' });
    expect(told).toEqual([link]);
    expect(table.effect('f1')).toEqual({ seen: 0, affected: 0, connectionsRefused: 0, connectionsReset: 3 });
    expect(table.effect('f2').connectionsReset).toBe(0);
  });

  it('does not begin twice', () => {
    const { apply } = world();
    apply('f1', { kind: 'drop' });
    expect(() => apply('f1', { kind: 'drop' })).toThrow(/in force already/);
  });
});

describe('order', () => {
  it('is kept by a delay, whatever the jitter', () => {
    const { apply, send, at } = world();
    apply('f1', { kind: 'delay', latencyMs: 10, jitterMs: 50 });
    let last = 0;
    for (let i = 0; i < 200; i += 1) {
      at(i);
      const fate = send(String(i));
      if (fate.kind !== 'delivered') throw new Error('not delivered');
      expect(fate.dueMs).toBeGreaterThanOrEqual(Math.max(last, i + 10));
      expect(Math.round(fate.dueMs * 1000) / 1000).toBe(fate.dueMs);
      last = fate.dueMs;
    }
  });

  it('is kept when the delay ends before what it delayed is delivered', () => {
    const { apply, send, at, table } = world();
    apply('f1', { kind: 'delay', latencyMs: 100 });
    expect(send('a')).toEqual(passed(100));
    table.remove('f1');
    at(50);
    expect(table.isClear(link)).toBe(false);
    expect(send('b')).toEqual(passed(100));
    at(100);
    expect(table.isClear(link)).toBe(true);
    expect(send('c')).toEqual(passed(100));
  });

  it('is broken by a reorder within its bound, only for those it strikes', () => {
    const { apply, send } = world();
    apply('f1', { kind: 'reorder', withinMs: 20, match: { fields: { late: true } } });
    const late = send('a', { fields: { late: true } });
    expect(late).toMatchObject({ kind: 'delivered' });
    expect(late.kind === 'delivered' && late.dueMs > 0 && late.dueMs <= 20).toBe(true);
    expect(send('b')).toEqual(passed(0));
  });
});

describe('hold', () => {
  it('keeps messages back until it ends, then lets them go in order, behind what has passed', () => {
    const { apply, send, at, table, settled } = world();
    apply('f1', { kind: 'hold', match: { type: 'append' } });
    apply('slow', { kind: 'delay', latencyMs: 30, match: { type: 'vote' } });
    expect(send('a')).toEqual({ kind: 'held', by: ['f1'] });
    expect(send('b')).toEqual({ kind: 'held', by: ['f1'] });
    expect(send('c', { type: 'vote' })).toEqual(passed(30));
    at(10);
    expect(settled).toEqual([]);
    table.remove('f1');
    expect(settled).toEqual([
      ['a', passed(30)],
      ['b', passed(30)],
    ]);
    expect(table.effect('f1')).toMatchObject({ seen: 2, affected: 2 });
  });

  it('takes at most its count', () => {
    const { apply, send, table, settled } = world();
    apply('f1', { kind: 'hold', count: 1 });
    expect([send('a').kind, send('b').kind]).toEqual(['held', 'delivered']);
    expect(table.effect('f1')).toMatchObject({ seen: 2, affected: 1 });
    table.remove('f1');
    expect(settled.map(([name]) => name)).toEqual(['a']);
  });

  it('of two faults lasts as long as the longer one', () => {
    const { apply, send, table, settled } = world();
    apply('f1', { kind: 'hold' });
    apply('f2', { kind: 'hold' }, 1);
    expect(send('a')).toEqual({ kind: 'held', by: ['f1', 'f2'] });
    table.remove('f1');
    expect(settled).toEqual([]);
    table.remove('f2');
    expect(settled).toEqual([['a', passed(0)]]);
  });

  it('lets go into the rules that have begun since', () => {
    const { apply, send, table, settled } = world();
    apply('f1', { kind: 'hold' });
    send('a');
    send('b', { type: 'vote' });
    apply('f2', { kind: 'drop', match: { type: 'vote' } }, 1);
    apply('f3', { kind: 'hold', match: { type: 'append' } }, 2);
    table.remove('f1');
    expect(settled).toEqual([['b', { kind: 'dropped' }]]);
    table.remove('f3');
    expect(settled.map(([name]) => name)).toEqual(['b', 'a']);
    expect(table.effect('f2').affected).toBe(1);
  });

  it('loses the oldest over its limit, and says so', () => {
    const { apply, send, table, settled } = world();
    apply('f1', { kind: 'hold' });
    for (let i = 0; i < MAX_HELD_MESSAGES + 2; i += 1) send(String(i));
    expect(settled).toEqual([
      ['0', { kind: 'dropped' }],
      ['1', { kind: 'dropped' }],
    ]);
    expect(table.effect('f1').overflowed).toBe(2);
    table.remove('f1');
    expect(settled).toHaveLength(MAX_HELD_MESSAGES + 2);
    expect(settled[2]?.[0]).toBe('2');
  });
});

describe('watchers', () => {
  it('see each message before its fate, so that their rules hold for this very one', () => {
    const { apply, send, table } = world();
    const stop = table.watch(({ fields }) => {
      if (fields['term'] === 2) apply('f1', { kind: 'drop' });
    });
    expect(table.isClear(link)).toBe(false);
    expect(send('a', { fields: { term: 1 } }).kind).toBe('delivered');
    expect(send('b', { fields: { term: 2 } }).kind).toBe('dropped');
    stop();
    table.remove('f1');
    expect(table.isClear(link)).toBe(true);
    expect(send('c', { fields: { term: 2 } }).kind).toBe('delivered');
  });
});
