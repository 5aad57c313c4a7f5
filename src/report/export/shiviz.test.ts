import { describe, expect, it } from 'vitest';
import { deliveriesOf } from './delivered.ts';
import { writeShiviz } from './shiviz.ts';
import { recordedSource, sourceFrom, sourceOf, written } from './test-source.ts';

interface LogEvent {
  readonly event: string;
  readonly host: string;
  readonly clock: Readonly<Record<string, number>>;
}

describe('the log for ShiViz', () => {
  it('is read by the expression that it begins with', () => {
    const source = recordedSource();
    const events = parse(written(writeShiviz, source).text);
    const traced = [...source.traces.values()].reduce((sum, read) => sum + [...read()].length, 0);
    const arrivals = events.filter(({ event }) => event.startsWith('receive ')).length;
    expect(events.length).toBe(traced + arrivals);
    expect(arrivals).toBe([...deliveriesOf(source.eventLog())].length);
  });

  it('has vector clocks that can be: each node counts its own events, and knows of others only what has happened', () => {
    const { eventLog: _, ...untold } = recordedSource();
    for (const source of [recordedSource(), untold]) {
      const own = new Map<string, number>();
      const seen = new Map<string, Readonly<Record<string, number>>>();
      for (const { host, clock } of parse(written(writeShiviz, source).text)) {
        expect(clock[host]).toBe((own.get(host) ?? 0) + 1);
        own.set(host, clock[host] ?? 0);
        for (const [other, count] of Object.entries(clock)) {
          expect(count).toBeLessThanOrEqual(own.get(other) ?? 0);
          expect(count).toBeGreaterThanOrEqual(seen.get(host)?.[other] ?? 0);
        }
        seen.set(host, clock);
      }
    }
  });

  it('makes a sender’s past the receiver’s', () => {
    const events = parse(written(writeShiviz, recordedSource()).text);
    const sent = events.find(({ event, host }) => host === 'n3' && event.startsWith('send vote to n1'));
    const received = events.find(({ event, host }) => host === 'n1' && event === 'receive vote from n3');
    expect(sent?.clock['n3']).toBeGreaterThan(0);
    expect(received?.clock['n3']).toBe(sent?.clock['n3']);
  });

  it('begins its clocks anew where a stretch begins', () => {
    const events = parse(written(writeShiviz, recordedSource(), { window: { fromMs: 400, toMs: 450 } }).text);
    expect(events[0]?.clock[events[0].host]).toBe(1);
    expect(events.length).toBeGreaterThan(5);
    expect(events.length).toBeLessThan(200);
  });

  it('says when there is nothing to draw, and when there is too much', () => {
    const { plan } = sourceOf({ operationCount: 2, outcome: 'pass' });
    expect(written(writeShiviz, sourceFrom(plan, [], [])).warnings.join()).toContain('nothing to draw');
    const many = Array.from({ length: 6000 }, (_, i) => ({ node: 'n1', boot: 1, seq: i + 1, at: i, event: 'apply' }));
    expect(written(writeShiviz, sourceFrom(plan, [], many)).warnings.join()).toContain('6,000 events; --from');
  });

  it('cannot be broken by what a trace says', () => {
    const { plan } = sourceOf({ operationCount: 2, outcome: 'pass' });
    const bad = { node: 'n 1\n{', boot: 1, seq: 1, at: 1, event: 'x\nn2 {"n2":1}', value: '\r\n\u2028</script>' };
    const events = parse(written(writeShiviz, sourceFrom(plan, [], [bad])).text);
    expect(events.map(({ host, clock }) => [host, Object.values(clock)])).toEqual([['n_1\\u000a{', [1]]]);
  });
});

/** As ShiViz does: the first line is the expression, the second one separates executions, here none. */
function parse(text: string): LogEvent[] {
  const [expression = '', separator, ...rest] = text.split('\n');
  expect(separator).toBe('');
  const body = rest.join('\n');
  const pattern = new RegExp(expression, 'gm');
  const events = [...body.matchAll(pattern)];
  // Nothing may be left over between two events.
  expect(events.map(([whole]) => `${whole}\n`).join('')).toBe(body);
  return events.map(({ groups }) => ({
    event: groups?.['event'] ?? '',
    host: groups?.['host'] ?? '',
    clock: JSON.parse(groups?.['clock'] ?? '') as LogEvent['clock'],
  }));
}
