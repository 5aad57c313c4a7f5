import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TraceItem } from './trace.ts';
import { TRACE_LINE_BYTES_MAX, TraceLines } from './trace-lines.ts';

function line(boot: number, seq: number, fields: object = {}): string {
  return `${JSON.stringify({ node: 'n1', boot, seq, at: boot * 1000 + seq, event: 'commit', ...fields })}\n`;
}

function decode(...pieces: (string | Uint8Array)[]): TraceItem[] {
  const lines = new TraceLines('n1');
  const items = pieces.flatMap((piece) => lines.feed(typeof piece === 'string' ? Buffer.from(piece) : piece));
  return [...items, ...lines.finish()];
}

/** `1/3` for an event; `gap 1/3: why` for what is missing after it. */
function tell(items: readonly TraceItem[]): string[] {
  return items.map((item) =>
    item.kind === 'event' ? `${item.event.boot}/${item.event.seq}` : `gap ${item.boot}/${item.afterSeq}: ${item.reason}`,
  );
}

describe('TraceLines', () => {
  it('yields the events of a boot in order', () => {
    expect(tell(decode(line(1, 1), line(1, 2), line(1, 3)))).toEqual(['1/1', '1/2', '1/3']);
    expect(decode(line(1, 1, { term: 3 }))).toEqual([
      { kind: 'event', event: { node: 'n1', boot: 1, seq: 1, at: 1001, event: 'commit', term: 3 } },
    ]);
  });

  it('says at once what a line completes, and nothing before', () => {
    const lines = new TraceLines('n1');
    expect(lines.feed(Buffer.from(line(1, 1).slice(0, -1)))).toEqual([]);
    expect(tell(lines.feed(Buffer.from('\n')))).toEqual(['1/1']);
  });

  it('does not depend on how the bytes are cut, nor on what becomes of them after', () => {
    const text = `${line(1, 1, { key: 'ключ 🗝' })}${line(1, 2)}{"node":"n1","bo\n${line(2, 1)}${line(2, 3)}junk\n${line(2, 4)}`;
    const bytes = Buffer.from(text);
    const whole = decode(text);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 20 }), (cuts) => {
        const lines = new TraceLines('n1');
        const ends = [...cuts, bytes.length].sort((a, b) => a - b);
        let from = 0;
        const items = ends.flatMap((end) => {
          const piece = Uint8Array.from(bytes.subarray(from, end));
          from = end;
          const got = lines.feed(piece);
          piece.fill(0);
          return got;
        });
        expect([...items, ...lines.finish()]).toEqual(whole);
      }),
    );
  });

  it('keeps its own copy of an unfinished line, also of a Buffer', () => {
    const text = line(1, 1) + line(1, 2);
    const lines = new TraceLines('n1');
    const piece = Buffer.from(text.slice(0, -20));
    const first = lines.feed(piece);
    piece.fill(0);
    expect(tell([...first, ...lines.feed(Buffer.from(text.slice(-20))), ...lines.finish()])).toEqual(['1/1', '1/2']);
  });

  it('takes a torn line for the end of its boot', () => {
    expect(tell(decode(line(1, 1), '{"node":"n1","boot":1,"se\n', line(2, 1)))).toEqual(['1/1', '2/1']);
    expect(tell(decode(line(1, 1), '{"node"\n', '\n', line(2, 1)))).toEqual(['1/1', '2/1']);
    expect(tell(decode(line(1, 1), '{"node":"n1","boot":1,"se'))).toEqual(['1/1']);
    expect(tell(decode(line(1, 1), '{"node":"n1","boot":1,"se\n'))).toEqual(['1/1']);
    expect(tell(decode('{"nod\n', line(2, 1)))).toEqual(['2/1']);
  });

  it('lets every boot in between leave one torn line, and no more', () => {
    expect(tell(decode(line(1, 1), '{"a\n', '{"b\n', line(3, 1)))).toEqual(['1/1', '3/1']);
    expect(tell(decode(line(1, 1), '{"a\n', '{"b\n', line(2, 1)))).toEqual([
      '1/1',
      'gap 1/1: line 2 is not JSON; line 3 is not JSON',
      '2/1',
    ]);
    expect(tell(decode('{"a\n', line(1, 1)))).toEqual(['gap 1/0: line 1 is not JSON', '1/1']);
    expect(tell(decode(line(1, 1), '{"a\n', '{"b\n'))).toEqual(['1/1', 'gap 1/1: line 2 is not JSON; line 3 is not JSON']);
  });

  it('lets a boot be killed before it wrote anything', () => {
    expect(tell(decode(line(1, 1), line(3, 1)))).toEqual(['1/1', '3/1']);
  });

  it('reports missing events', () => {
    expect(tell(decode(line(1, 1), line(1, 4)))).toEqual(['1/1', 'gap 1/1: events 2 to 3 are missing', '1/4']);
    expect(tell(decode(line(1, 2)))).toEqual(['gap 1/0: event 1 is missing', '1/2']);
    expect(tell(decode(line(1, 1), line(2, 3)))).toEqual(['1/1', 'gap 2/0: events 1 to 2 are missing', '2/3']);
  });

  it('reports what cannot be read in the middle of a boot, even if no number is missing', () => {
    expect(tell(decode(line(1, 1), 'junk\n', line(1, 3)))).toEqual(['1/1', 'gap 1/1: line 2 is not JSON', '1/3']);
    expect(tell(decode(line(1, 1), '{}\n', line(1, 2)))).toEqual([
      '1/1',
      'gap 1/1: line 2 is not a trace event (node, boot, seq, at, event)',
      '1/2',
    ]);
    expect(tell(decode(line(1, 1), line(1, 2, { node: 'n2' }), line(1, 2)))).toEqual(['1/1', 'gap 1/1: line 2 is an event of n2', '1/2']);
    expect(tell(decode(line(1, 1), Uint8Array.of(0xff, 0x0a), line(1, 2)))).toEqual(['1/1', 'gap 1/1: line 2 is not JSON', '1/2']);
  });

  it('drops events that stand behind later ones', () => {
    expect(tell(decode(line(1, 1), line(1, 2), line(1, 2), line(1, 3)))).toEqual([
      '1/1',
      '1/2',
      'gap 1/2: line 3 holds event 1/2 (boot/seq) behind 1/2',
      '1/3',
    ]);
    expect(tell(decode(line(2, 1), line(1, 1)))).toEqual(['2/1', 'gap 2/1: line 2 holds event 1/1 (boot/seq) behind 2/1']);
  });

  it('does not keep a line without end', () => {
    const lines = new TraceLines('n1');
    const piece = new Uint8Array(8 * 1024 * 1024).fill(0x61);
    for (let fed = 0; fed <= TRACE_LINE_BYTES_MAX; fed += piece.length) lines.feed(piece);
    const items = lines.feed(Buffer.from(`\n${line(1, 1)}`));
    expect(tell(items)).toEqual([`gap 1/0: line 1 is longer than ${TRACE_LINE_BYTES_MAX} bytes`, '1/1']);
  });

  it('never throws, whatever it is fed', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.uint8Array({ maxLength: 40 }),
            fc.constant(Uint8Array.of(0x0a)),
            fc.json().map((text) => Buffer.from(text)),
          ),
        ),
        (pieces) => {
          decode(...pieces);
        },
      ),
    );
  });
});
