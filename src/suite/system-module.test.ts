import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSuite, modulesOfSuite, parseSuite } from './load-suite.ts';
import { isLikePath, isModulePath, moduleFrom } from './system-module.ts';
import { known } from './test-names.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultline-suite-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a system that is named by its module', () => {
  it('is told from a name by how it begins', () => {
    expect(['./mine.mjs', '../mine.js', '/srv/mine.ts'].map(isModulePath)).toEqual([true, true, true]);
    expect(['raft', 'mine.mjs', '.mine', '...', 'faultline/mine.mjs'].map(isModulePath)).toEqual([false, false, false, false, false]);
    expect(['raft', 'mine.mjs', 'faultline/mine'].map(isLikePath)).toEqual([false, true, true]);
  });

  it('stands in a plan as it is found from the working folder', () => {
    expect(moduleFrom('', './mine.mjs')).toBe('./mine.mjs');
    expect(moduleFrom('faultline', './mine.mjs')).toBe('./faultline/mine.mjs');
    expect(moduleFrom('faultline', '../src/mine.mjs')).toBe('./src/mine.mjs');
    expect(moduleFrom('', '../mine.mjs')).toBe('../mine.mjs');
    expect(moduleFrom('', resolve('mine.mjs'))).toBe('./mine.mjs');
    expect(moduleFrom('', '/srv/mine.mjs')).toBe('/srv/mine.mjs');
  });

  it('is looked for from the suite, in every entry and in a matrix', () => {
    const text = [
      'name: x',
      'defaults: { workload: kv }',
      'entries:',
      '  - system: ./a.mjs',
      '  - matrix: { system: [./b/b.mjs, raft, ./a.mjs] }',
    ];
    const file = join(folder, 'suite.yaml');
    writeFileSync(file, text.join('\n'));
    const [a = '', b = ''] = [join(folder, 'a.mjs'), join(folder, 'b', 'b.mjs')].map((path) => moduleFrom('', path));
    expect(modulesOfSuite(file)).toEqual([a, b]);
    const modules = new Map([a, b].map((from, i) => [from, { name: `own${i}`, bugs: ['slow'] }]));
    const { entries } = loadSuite(file, { ...known, modules });
    expect(entries.map(({ name, system }) => [name, system.name, system.from])).toEqual([
      ['x-1', 'own0', a],
      ['x-2-b', 'own1', b],
      ['x-2-raft', 'raft', undefined],
      ['x-2-a', 'own0', a],
    ]);
  });

  it('is told of where it stands, with why it is none', () => {
    const text = 'name: x\nworkload: kv\nsystem: ./a.mjs\n';
    const modules = new Map([['./a.mjs', { code: 'system-module-missing', message: 'there is no ./a.mjs' }]]);
    expect(() => parseSuite(text, 'suite.yaml', { ...known, modules })).toThrow(
      expect.objectContaining({ code: 'suite-system-module-missing', place: { file: 'suite.yaml', line: 3, column: 9 } }),
    );
    expect(() => parseSuite('name: x\nworkload: kv\nsystem: lib/a.mjs\n', 'suite.yaml', known)).toThrow(
      'expected a path to begin with ./ or ../',
    );
  });

  it('has bugs of its own', () => {
    const modules = new Map([['./a.mjs', { name: 'own', bugs: ['slow'] }]]);
    const parse = (bug: string) =>
      parseSuite(`name: x\nworkload: kv\nsystem: ./a.mjs\nnodes: 2\nbug: ${bug}\n`, 'suite.yaml', { ...known, modules });
    expect(parse('slow@n2').entries[0]?.system.variants).toEqual({ n2: 'slow' });
    expect(() => parse('stale-read')).toThrow('expected a bug, one of slow; got "stale-read"');
  });
});
