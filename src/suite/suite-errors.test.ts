import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FaultlineError, formatPlace } from '../core/index.ts';
import { parseSuite } from './index.ts';
import { known } from './test-names.ts';

const minimal = 'name: s\nsystem: raft\nworkload: kv\n';

/** `code line:column message`. */
function refusal(text: string): string {
  try {
    parseSuite(text, 's.yaml', known);
  } catch (error) {
    if (!(error instanceof FaultlineError) || error.exitCode !== 254) throw error;
    return `${error.code} ${error.place === undefined ? '' : formatPlace(error.place).replace('s.yaml:', '')} ${error.message}`;
  }
  return 'accepted';
}

/**
 * Each block of suite-errors.txt: what is wrong; the file (behind the three lines of `minimal`, unless it is the whole file); what is
 * said of it.
 */
const cases = readFileSync(new URL('suite-errors.txt', import.meta.url), 'utf8')
  .split(/^# /m)
  .slice(1)
  .map((block) => {
    const [what = ''] = block.split('\n', 1);
    const [text = '', expected = ''] = block.slice(what.length + 1).split(/^=> /m);
    return { what, text: what.endsWith('(whole file)') ? text : minimal + text, expected: expected.trimEnd() };
  });

describe('a suite with something wrong', () => {
  it('has cases to look at', () => {
    expect(cases.length).toBeGreaterThan(50);
  });

  it.each(cases)('is refused at its place: $what', ({ text, expected }) => {
    expect(refusal(text)).toContain(expected);
  });

  it('is told with all that is wrong, each once, ten at the most', () => {
    const told = refusal(`${minimal}rate: fast\nconcurency: 1\n`);
    expect(told).toBe(
      'suite-wrong-type 4:7 rate: expected a number, got "fast"\n  s.yaml:5:1: expected no key "concurency"; did you mean "concurrency"?',
    );
    expect(refusal('name: s\ndefaults: { system: rafft, workload: kv }\nentries: [{}, {}]\n').split('\n').length).toBe(1);
    const many = refusal(minimal + Array.from({ length: 15 }, (_, i) => `x${i}: 1\n`).join('')).split('\n');
    expect(many.length).toBe(11);
    expect(many.at(-1)).toBe('  and 5 more');
  });

  it('does not grow without bound', () => {
    expect(refusal(`${minimal}matrix: { rate: [${Array(40).fill(1).join()}], concurrency: [${Array(40).fill(1).join()}] }\n`)).toContain(
      'at most 1000 combinations, got 1600',
    );
    const bomb = `name: s\nconfig:\n  a: &a [1,1,1,1,1,1,1,1,1,1]\n${'bcdefgh'
      .split('')
      .map((name, i) => `  ${name}: &${name} [${Array(10).fill(`*${'abcdefg'[i]}`).join()}]\n`)
      .join('')}`;
    expect(refusal(bomb)).toContain('suite-syntax');
  });
});
