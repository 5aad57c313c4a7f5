import { expect, it } from 'vitest';
import { collectReport } from '../../data/index.ts';
import { makeRun } from '../../test-runs/index.ts';
import { filterHelp, filterOf } from './filter.ts';
import { openRun } from './run.ts';

const run = openRun(collectReport(makeRun({ operationCount: 2000, outcome: 'pass' })));
const words = Array.from({ length: 2000 }, (_, row) => run.describe(row));

function rowsOf(text: string): number[] {
  const filter = filterOf(run, text);
  const rows = filter === undefined ? [] : [...filter.rows.keys()].filter((row) => filter.rows[row] === 1);
  expect(rows).toHaveLength(filter?.count ?? 0);
  return rows;
}

const rowsWhere = (suits: (row: number) => boolean) => [...words.keys()].filter(suits);

it('finds operations by outcome, call, node, key, client and error', () => {
  expect(rowsOf('s:fail')).toEqual(rowsWhere((row) => words[row]?.outcome === 'fail'));
  expect(rowsOf('s:fail').length).toBeGreaterThan(0);
  expect(rowsOf('f:read')).toEqual(rowsWhere((row) => words[row]?.f === 'get'));
  expect(rowsOf('n:n3')).toEqual(rowsWhere((row) => words[row]?.node === 'n3'));
  expect(rowsOf('k:7')).toEqual(rowsWhere((row) => words[row]?.key === 'k7'));
  expect(rowsOf('c:4')).toEqual(rowsWhere((row) => run.lane(row) === 4));
  expect(rowsOf('e:time')).toEqual(rowsWhere((row) => words[row]?.error === 'timeout'));
  expect(rowsOf('d:>20')).toEqual(rowsWhere((row) => run.endMs(row) - run.startMs(row) > 20));
  expect(rowsOf('v:c3.1')).toEqual(rowsWhere((row) => `${words[row]?.argument ?? ''} ${words[row]?.result}`.includes('c3.1')));
});

it('adds up terms of one letter, narrows down by those of others, and takes away what is negated', () => {
  expect(rowsOf('s:fail s:info')).toEqual(rowsWhere((row) => ['fail', 'info'].includes(words[row]?.outcome ?? '')));
  expect(rowsOf('s:fail f:read n:n3')).toEqual(
    rowsWhere((row) => words[row]?.outcome === 'fail' && words[row]?.f === 'get' && words[row]?.node === 'n3'),
  );
  expect(rowsOf('!s:ok !k:7')).toEqual(rowsWhere((row) => words[row]?.outcome !== 'ok' && words[row]?.key !== 'k7'));
});

it('says what it does not understand, and shows everything without a term', () => {
  expect(filterOf(run, '  ')).toBeUndefined();
  expect(filterOf(run, 'x:1 s:what d:much')?.unknown).toEqual(['x:1', 's:what', 'd:much']);
  expect(filterOf(run, 'x:1')?.count).toBe(2000);
  expect(filterOf(run, '"no such thing"')?.count).toBe(0);
});

it('understands everything that its help lists', () => {
  for (const [term] of filterHelp) expect(filterOf(run, term)?.unknown, term).toEqual([]);
});
