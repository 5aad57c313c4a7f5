import type { HistoryEvent } from '../history.ts';

/**
 * A history in a few lines, an event each: `0 put x 1` invokes, `0 ok`, `0 ok 3`, `0 info`, `0 fail 3` (which says what a cas met)
 * completes. Values are JSON.
 */
export function compact(text: string): HistoryEvent[] {
  const open = new Map<number, HistoryEvent>();
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [process = '', word = '', ...rest] = line.trim().split(/\s+/);
      const id = Number(process);
      const given = (words: readonly string[]): unknown => (words.length === 0 ? null : JSON.parse(words.join(' ')));
      if (word === 'ok' || word === 'fail' || word === 'info') {
        const call = open.get(id);
        if (call === undefined) throw new Error(`no open operation: ${line}`);
        const told = rest.length === 0 ? {} : word === 'fail' ? { seen: given(rest) } : { value: given(rest) };
        return { ...call, type: word, ...told };
      }
      const event: HistoryEvent = { process: id, type: 'invoke', f: word, key: rest[0] ?? '', value: given(rest.slice(1)) };
      open.set(id, event);
      return event;
    });
}
