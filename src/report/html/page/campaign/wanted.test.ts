import { describe, expect, it } from 'vitest';
import { collectCampaign } from '../../../campaign/index.ts';
import { manyRuns } from '../../../test-runs/index.ts';
import { choose, everything, readWanted, searchTexts, type Wanted, writeWanted } from './wanted.ts';

const { rows } = collectCampaign(manyRuns(60), { linkOf: () => undefined });
const texts = searchTexts(rows);
const chosen = (wanted: Partial<Wanted>) => choose(rows, texts, { ...everything, ...wanted }).flatMap((i) => rows[i] ?? []);

describe('the runs that are looked for', () => {
  it('are all of them, the worst first, where nothing is asked', () => {
    expect(chosen({}).map(({ state }) => state)).toEqual(rows.map(({ state }) => state));
  });

  it('hold every word, and none that is not to be', () => {
    expect(chosen({ text: 'STALE k3' }).every(({ headline }) => headline.endsWith('stale read of k3'))).toBe(true);
    expect(chosen({ text: 'STALE k3' })).not.toHaveLength(0);
    expect(chosen({ text: '"two leaders"' })).toHaveLength(2);
    expect(chosen({ text: '!pass !expected' })).toHaveLength(10);
    expect(chosen({ text: 'seed:7' }).map(({ seed }) => seed)).toEqual([7]);
    expect(chosen({ text: 'entry:"kv-nodes-3"' }).every(({ entry }) => entry === 'kv-nodes-3')).toBe(true);
    expect(chosen({ text: '!entry:kv-nodes-3' }).every(({ entry }) => entry !== 'kv-nodes-3')).toBe(true);
    expect(chosen({ text: 'no such thing' })).toEqual([]);
  });

  it('are of one outcome or one group, and in the order that is wanted', () => {
    expect(chosen({ state: 'inconclusive' })).toHaveLength(2);
    expect(chosen({ group: 1 }).every(({ headline }) => headline.includes('two leaders'))).toBe(true);
    const seeds = chosen({ sort: 'seed', down: true }).map(({ seed }) => seed);
    expect(seeds).toEqual([...seeds].sort((a, b) => b - a));
    const [slowest] = chosen({ sort: 'duration', down: true });
    expect(slowest?.durationMs).toBe(Math.max(...rows.map(({ durationMs = 0 }) => durationMs)));
    expect(chosen({ sort: 'finding' }).at(-1)?.headline).toBe('');
  });

  it('stand in the address and come back from it, and what is no wish is none', () => {
    const wanted: Wanted = { text: 'k3 "a b" !x', state: 'violation', group: 1, sort: 'duration', down: true };
    expect(readWanted(writeWanted(wanted), 3)).toEqual(wanted);
    expect(writeWanted(everything)).toBe('');
    expect(readWanted('#group=9&outcome=fine&sort=__proto__', 3)).toEqual(everything);
    expect(() => writeWanted({ ...everything, text: '\ud800' })).not.toThrow();
  });
});
