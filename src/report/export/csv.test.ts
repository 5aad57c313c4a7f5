import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../core/index.ts';
import { writeCsv } from './csv.ts';
import { sourceFrom, sourceOf, written } from './test-source.ts';

const hostile = `=HYPERLINK("http://x","y"),</script><img src=x onerror=1>\r\n\u0000\ud800${'x'.repeat(1_000_000)}`;

describe('the CSV of operations', () => {
  it('has a row for every operation, with as many cells as there are columns', () => {
    const rows = parse(written(writeCsv, sourceOf({ operationCount: 500, outcome: 'pass' })).text);
    expect(rows.length).toBe(501);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([14]));
    const outcomes = new Set(rows.slice(1).map((row) => row[9]));
    expect(outcomes).toEqual(new Set(['ok', 'fail', 'info']));
  });

  it('gives back what clients wrote, to the letter', () => {
    const rows = parse(written(writeCsv, sourceOf({ operationCount: 3, outcome: 'pass', hostile })).text);
    for (const row of rows.slice(1)) {
      // Half of a surrogate pair stands as its escape: a key is no JSON.
      expect(row[6]).toBe(`'${hostile.replace('\ud800', '\\ud800')}`);
      const output = row[8] === '' ? null : JSON.parse(row[8] ?? '');
      expect(output === null || output === hostile).toBe(true);
    }
  });

  it('has no cell that a spreadsheet would calculate', () => {
    for (const key of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', "'quoted", '\uff1d1']) {
      const [, row] = parse(written(writeCsv, oneRead({ key, value: '=1+1' })).text);
      expect(row?.[6]).toBe(`'${key}`);
      expect(row?.[7]).toBe('"=1+1"');
    }
    const [, plain] = parse(written(writeCsv, oneRead({ key: 'k1', value: -1 })).text);
    expect([plain?.[6], plain?.[7]]).toEqual(['k1', '-1']);
  });

  it('puts what was never answered last, and says so', () => {
    const events = [invoke(0, 0), invoke(1, 1), { ...invoke(2, 1), type: 'ok' } as HistoryEvent];
    const rows = parse(written(writeCsv, sourceFrom(sourceOf(small).plan, events, [])).text);
    expect(rows.slice(1).map((row) => [row[0], row[1], row[9], row[13]])).toEqual([
      ['1', '2', 'ok', '1'],
      ['0', '', 'open', ''],
    ]);
  });

  it('cuts a stretch out by when operations began', () => {
    const events = [invoke(0, 0), invoke(5, 1), invoke(9, 2)];
    const { text } = written(writeCsv, sourceFrom(sourceOf(small).plan, events, []), { window: { fromMs: 5, toMs: 8 } });
    expect(parse(text).map((row) => row[0])).toEqual(['invoke_index', '5']);
  });
});

const small = { operationCount: 2, outcome: 'pass' } as const;

function invoke(index: number, process: number): HistoryEvent {
  return { index, time: index * 1e6, process, type: 'invoke', f: 'get', key: 'k', value: null };
}

function oneRead(fields: { readonly key: string; readonly value: string | number }) {
  return sourceFrom(sourceOf(small).plan, [{ ...invoke(0, 0), ...fields } as HistoryEvent], []);
}

/** As RFC 4180 says: anything may stand in quotes, a quote in it twice. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  for (let match = cell.exec(text); match !== null; match = cell.exec(text)) {
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    rows.push(row);
    row = [];
    if (cell.lastIndex === text.length) return rows;
  }
  throw new Error(`no CSV from ${cell.lastIndex} on: ${JSON.stringify(text.slice(cell.lastIndex, cell.lastIndex + 60))}`);
}
