import { describe, expect, it } from 'vitest';
import { CHROME_MESSAGES_MAX } from './chrome-nodes.ts';
import { writeChromeTrace } from './chrome-trace.ts';
import { recordedSource, sourceFrom, sourceOf, written } from './test-source.ts';

interface ChromeEvent {
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly name: string;
  readonly cat?: string;
  readonly id?: string | number;
  readonly ts: number;
  readonly dur: number;
  readonly args: Readonly<Record<string, unknown>>;
}

const hostile = `</script><img src=x onerror=1>\u0000\u202e\ud800${'x'.repeat(1_000_000)}`;
const eventsOf = (text: string) => (JSON.parse(text) as { readonly traceEvents: readonly ChromeEvent[] }).traceEvents;

describe('the trace for Perfetto', () => {
  it('has every operation as a complete event on its client’s thread', () => {
    const source = sourceOf({ operationCount: 500, outcome: 'pass' });
    const operations = eventsOf(written(writeChromeTrace, source).text).filter(({ cat }) => cat?.startsWith('operation'));
    expect(operations.length).toBe(500);
    expect(new Set(operations.map(({ tid }) => tid)).size).toBe(source.plan.load.concurrency);
    expect(operations.every(({ ph, dur }) => ph === 'X' && dur >= 0)).toBe(true);
  });

  it.each([
    ['made up', sourceOf({ operationCount: 2000, outcome: 'pass' })],
    ['recorded, with every delivery', recordedSource()],
    ['recorded, with arrivals told from what nodes do', { ...recordedSource(), eventLog: undefined }],
  ])('can be drawn: %s', (_, { eventLog, ...source }) => {
    const events = eventsOf(written(writeChromeTrace, eventLog === undefined ? source : { ...source, eventLog }).text);
    // Slices of one thread lie in each other or beside each other.
    for (const slices of byTrack(events.filter(({ ph }) => ph === 'X'))) {
      const open: ChromeEvent[] = [];
      for (const slice of slices) {
        while (open.length > 0 && endOf(open.at(-1)) <= slice.ts) open.pop();
        if (open.length > 0) expect(endOf(slice)).toBeLessThanOrEqual(endOf(open.at(-1)));
        open.push(slice);
      }
    }
    // Each arrow begins in a slice of a sender and ends, not before that, in one of a receiver.
    const starts = new Map(events.filter(({ ph }) => ph === 's').map((event) => [event.id, event]));
    const ends = events.filter(({ ph }) => ph === 'f');
    expect(ends.length).toBe(starts.size);
    const places = new Set(events.filter(({ ph }) => ph === 'X').map(({ pid, tid, ts }) => `${pid}/${tid}/${ts}`));
    for (const end of ends) {
      const start = starts.get(end.id);
      expect(places.has(`${end.pid}/${end.tid}/${end.ts}`)).toBe(true);
      expect(places.has(`${start?.pid}/${start?.tid}/${start?.ts}`)).toBe(true);
      expect(start?.ts).toBeLessThanOrEqual(end.ts);
    }
    // An arrow binds to the slice that was told of before it.
    const slicesSoFar = new Set<string>();
    for (const { ph, pid, tid, ts } of events) {
      if (ph === 'X') slicesSoFar.add(`${pid}/${tid}/${ts}`);
      if (ph === 's' || ph === 'f') expect(slicesSoFar.has(`${pid}/${tid}/${ts}`)).toBe(true);
    }
    // A thread's number is its own.
    const owners = new Map(events.filter(({ tid }) => tid !== undefined).map(({ pid, tid }) => [tid, pid]));
    for (const { pid, tid } of events) if (tid !== undefined) expect([owners.get(tid), tid > 1000]).toEqual([pid, true]);
    // Every fault begins and ends, and every thread that is used has a name.
    const spans = (phase: string) =>
      events
        .filter(({ ph }) => ph === phase)
        .map(({ id }) => id)
        .sort();
    expect(spans('b')).toEqual(spans('e'));
    const named = new Set(events.filter(({ name }) => name === 'thread_name').map(({ pid, tid }) => `${pid}/${tid}`));
    for (const { ph, pid, tid } of events) if (ph === 'X') expect(named.has(`${pid}/${tid}`)).toBe(true);
  });

  it('ends what a node was where it was killed', () => {
    const roles = eventsOf(written(writeChromeTrace, recordedSource()).text).filter(({ cat }) => cat === 'role');
    const killed = [...recordedSource().history()].find(({ f, value }) => f === 'fault-begin' && JSON.stringify(value).includes('"kill"'));
    const at = (killed?.time ?? 0) / 1000;
    expect(at).toBeGreaterThan(0);
    const [, track] =
      [...new Set(roles.map(({ tid }) => tid))]
        .map((tid) => roles.filter((role) => role.tid === tid))
        .map((list) => [list.map(({ ts, dur }) => ts + dur), list])
        .find(([ends]) => (ends as number[]).includes(at)) ?? [];
    expect(track).toBeDefined();
  });

  it('counts what ended in each second', () => {
    const source = sourceOf({ operationCount: 500, outcome: 'pass' });
    const counters = eventsOf(written(writeChromeTrace, source).text).filter(({ ph }) => ph === 'C');
    const sum = counters.reduce((all, { args }) => all + Number(args['ok']) + Number(args['fail']) + Number(args['info']), 0);
    expect(sum).toBe(500);
  });

  it('cuts long values, and shows what cannot be shown as text', () => {
    const { text } = written(writeChromeTrace, sourceOf({ operationCount: 40, outcome: 'pass', hostile }));
    expect(text.length).toBeLessThan(200_000);
    expect(text.replaceAll('\n', '').search(/\p{Cc}|\p{Cs}|\u202e/u)).toBe(-1);
    expect(eventsOf(text).some(({ name }) => name.includes('</script>'))).toBe(true);
  });

  it('leaves messages beyond its limit out and says how many', () => {
    const { plan } = sourceOf({ operationCount: 2, outcome: 'pass' });
    const sends = Array.from({ length: CHROME_MESSAGES_MAX + 5 }, (_, i) => ({
      ...{ node: 'n1', boot: 1, seq: i + 1, at: i, event: 'send', to: 'n2', type: 'vote', term: i },
    }));
    const { warnings, text } = written(writeChromeTrace, sourceFrom(plan, [], sends));
    expect(warnings).toEqual([`smoke/20261121T063725.123Z-7: the first 200,000 messages are in the file, 5 are not`]);
    expect(eventsOf(text).filter(({ cat }) => cat === 'message,send').length).toBe(CHROME_MESSAGES_MAX);
  });
});

function byTrack(events: readonly ChromeEvent[]): ChromeEvent[][] {
  const tracks = new Map<string, ChromeEvent[]>();
  for (const event of events) tracks.set(`${event.pid}/${event.tid}`, [...(tracks.get(`${event.pid}/${event.tid}`) ?? []), event]);
  return [...tracks.values()].map((track) => track.sort((a, b) => a.ts - b.ts || endOf(b) - endOf(a)));
}

/** To the nanosecond: sums of fractions differ in their last bits. */
function endOf(event: ChromeEvent | undefined): number {
  return event === undefined ? Number.NaN : Math.round((event.ts + event.dur) * 1000) / 1000;
}
