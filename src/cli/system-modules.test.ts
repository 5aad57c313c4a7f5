/** Loading modules of the user's, by the built code: the test runner has a way of its own to import. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'faultline-systems-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const whole = "{ name: 'mine', launch: () => ({ file: 'x', args: [] }), client: () => ({}) }";
const right = [
  { name: 'mine.mjs', text: `export default ${whole};` },
  { name: 'mine.cjs', text: `module.exports = ${whole};` },
];
const wrong: readonly (readonly [what: string, text: string, code: string, words: string])[] = [
  ['cannot be read', 'export default {\n  name: {{\n};', 'system-module-broken', 'wrong0.mjs:2\n'],
  ['throws', "throw new Error('no licence')", 'system-module-broken', 'Error: no licence'],
  ['imports what is not there', "import './nothing.mjs';", 'system-module-broken', 'nothing.mjs'],
  ['needs our package where it is not', "import 'faultline/system';", 'system-module-broken', 'npm i -D faultline'],
  ['has no default export', `export const system = ${whole}; export const b = 1;`, 'system-module-invalid', 'exports only b, system'],
  ['exports nothing', '', 'system-module-invalid', 'the module exports nothing'],
  ['exports something else', 'export default () => {};', 'system-module-invalid', 'its default export is no system:\n  expected an object'],
  ['leaves out what is needed', "export default { name: 'mine' };", 'system-module-invalid', 'launch: expected a function, got nothing'],
  [
    'takes a name of ours',
    `export default { ...${whole}, name: 'raft' };`,
    'system-name-taken',
    'got "raft", which is a system of Faultline',
  ],
];

describe('modules of systems', () => {
  for (const [i, [, text]] of wrong.entries()) writeFileSync(join(folder, `wrong${i}.mjs`), text);
  for (const { name, text } of right) writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, 'there'));
  const missing = join(folder, 'missing.mjs');
  const opened = open([
    ...wrong.map((_, i) => join(folder, `wrong${i}.mjs`)),
    missing,
    join(folder, 'there'),
    ...right.map(({ name }) => join(folder, name)),
  ]);

  it.each(wrong.map(([what, , code, words], i) => [what, i, code, words] as const))(
    'say what is wrong where one %s',
    (_, i, code, words) => {
      const file = join(folder, `wrong${i}.mjs`);
      expect(opened.failures[file]).toMatchObject({ code, exitCode: 254, message: expect.stringContaining(words) });
      expect(opened.failures[file]?.message).toContain(file);
    },
  );

  it('say so where there is none, or a folder', () => {
    expect(opened.failures[missing]).toMatchObject({
      code: 'system-module-missing',
      message: expect.stringContaining(`there is no ${missing}`),
    });
    expect(opened.failures[join(folder, 'there')]?.message).toContain('it is a folder; name the file in it');
  });

  it('stand beside the systems that are known, a plain object as well as a defined system', () => {
    expect(Object.keys(opened.systems)).toEqual(['raft', ...right.map(({ name }) => join(folder, name))]);
    for (const { name } of right)
      expect(opened.systems[join(folder, name)]).toMatchObject({ name: 'mine', traced: false, status: { path: '/status' } });
  });
});

interface Opened {
  readonly systems: Readonly<Record<string, unknown>>;
  readonly failures: Readonly<Record<string, { readonly code: string; readonly message: string }>>;
}

function open(modules: readonly string[]): Opened {
  const built = new URL('../../dist/src/run/systems.js', import.meta.url).href;
  const script = `
    const { openSystems } = await import(${JSON.stringify(built)});
    const { systems, failures } = await openSystems(${JSON.stringify(modules)});
    const told = [...failures].map(([from, { code, message, exitCode }]) => [from, { code, message, exitCode }]);
    console.log(JSON.stringify({ systems: Object.fromEntries(systems), failures: Object.fromEntries(told) }));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' })) as Opened;
}
