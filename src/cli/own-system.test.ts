/** A system of the user's own, without a checkout: a project that has the package installed, and what `init --own` gave it. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processesOf, runCli } from './test-cli.ts';
import { makeProject, repository } from './test-own-project.ts';

const folder = makeProject();
const project = folder.path;
afterAll(() => folder.remove());

const cli = (...args: string[]) => runCli(project, ...args);
const suite = 'faultline/suite.yaml';

beforeAll(async () => {
  expect(await cli('init', '--own')).toMatchObject({ code: 0, stdout: expect.stringContaining('npx faultline run faultline/suite.yaml') });
});

describe('faultline init --own', () => {
  it('writes a suite, a system and a server, and replaces none of them', async () => {
    expect(readdirSync(join(project, 'faultline')).sort()).toEqual(['server.mjs', 'suite.yaml', 'system.mjs']);
    const text = readFileSync(join(project, suite), 'utf8');
    expect(text).toContain('# yaml-language-server: $schema=../node_modules/faultline/workloads/suites/schema.json\n');
    expect(text).toMatch(/^name: faultline-test-\w+$/m);
    expect(readFileSync(join(project, '.github', 'workflows', 'faultline.yml'), 'utf8')).toMatch(
      /npm ci\n.*\n +run: .* faultline\/suite\.yaml/,
    );
    expect(await cli('init', '--own')).toMatchObject({ code: 254, stderr: expect.stringContaining('nothing was written') });
    expect(await cli('init', '--own', '--force')).toMatchObject({ code: 254, stderr: expect.stringContaining('replaces nothing') });
    expect(await cli('init', '--only', 'system')).toMatchObject({ code: 254 });
  });
});

describe('its types', () => {
  it('hold what a module may say, in JavaScript and in TypeScript', () => {
    const lines = [
      "import { defineSystem, error, httpClient, ok, sameStatus, type ClientContext, type System } from 'faultline/system';",
      'const client = httpClient({',
      "  request: ({ f, key = '', value }) => (f === 'read' ? { method: 'GET', path: '/' + key } : { method: 'PUT', path: '/' + key, body: value }),",
      "  result: (_operation, { status, body }) => (status === 200 ? ok(body) : error('internal')),",
      '});',
      "const launch: System['launch'] = ({ ports, node }) => ({ file: 'mine', args: [node], listens: ports });",
      "const mine: System = defineSystem({ name: 'mine', launch, client, converged: sameStatus('index') });",
      'export default mine;',
      'export const made = (context: ClientContext) => mine.client(context);',
      '// @ts-expect-error a misspelt field',
      "defineSystem({ name: 'mine', launch, client, convergd: () => true });",
      '// @ts-expect-error no such code',
      "error('nonsense');",
    ];
    writeFileSync(join(project, 'mine.ts'), lines.join('\n'));
    const options = {
      module: 'nodenext',
      strict: true,
      noEmit: true,
      allowJs: true,
      types: ['node'],
      typeRoots: [join(repository, 'node_modules/@types')],
    };
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, include: ['mine.ts', 'faultline/system.mjs'] }),
    );
    const { status, stdout } = spawnSync(join(repository, 'node_modules/.bin/tsc'), ['-p', project], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, '']);
  });
});

describe('a run of it', () => {
  let right: string;

  it('passes where the server is right, and finds the bug that is planted in it', async () => {
    const { code, stdout } = await cli('run', suite, '--time-limit', '3s', '--reporter', 'json');
    const { runs } = JSON.parse(stdout) as { runs: { plan: string; outcome: string; dir: string; expected?: true }[] };
    expect([code, runs.map(({ outcome, expected }) => [outcome, expected])]).toEqual([
      0,
      [
        ['pass', undefined],
        ['violation', true],
      ],
    ]);
    right = runs[0]?.dir ?? '';
    const plan = JSON.parse(readFileSync(join(right, 'plan.json'), 'utf8')) as { system: object };
    expect(plan.system).toMatchObject({ name: 'example', from: './faultline/system.mjs', traced: false });
    expect(processesOf(project)).toEqual([]);
  });

  it('is judged, shown and merged where its module is not; only to run it again needs that', async () => {
    const module = join(project, 'faultline', 'system.mjs');
    renameSync(module, `${module}.away`);
    try {
      expect(await cli('check', right)).toMatchObject({ code: 0, stdout: expect.stringContaining('✓ linearizability  valid') });
      expect(await cli('report', right)).toMatchObject({ code: 0 });
      expect(await cli('report', right, '--export', 'jepsen-edn')).toMatchObject({ code: 0 });
      expect(await cli('merge', 'results')).toMatchObject({ code: 0, stdout: expect.stringContaining('1 expected, 1 pass') });
      const again = await cli('run', join(right, 'plan.json'));
      expect(again.code).toBe(254);
      expect(again.stderr).toMatch(
        /plan\.json:\d+:\d+: system\.from: expected a module that says what a system is, but there is no \.\/faultline\/system\.mjs/,
      );
      expect(await cli('replay', right, '--world', 'local')).toMatchObject({
        code: 254,
        stderr: expect.stringContaining('there is no ./faultline/system.mjs'),
      });
      expect(await cli('run', suite)).toMatchObject({
        code: 254,
        stderr: expect.stringMatching(/suite\.yaml:8:11: defaults\.system: .*there is no/),
      });
    } finally {
      renameSync(`${module}.away`, module);
    }
  });

  it('that its own description breaks is broken, and leaves nothing of a program that ignores SIGTERM', async () => {
    cpSync(join(project, 'faultline', 'server.mjs'), join(project, 'stubborn.mjs'));
    writeFileSync(
      join(project, 'stubborn.mjs'),
      `process.on('SIGTERM', () => {});\n${readFileSync(join(project, 'stubborn.mjs'), 'utf8')}`,
    );
    writeFileSync(
      join(project, 'broken.mjs'),
      `import system from './faultline/system.mjs';
      const launch = (given) => {
        const { args: [, ...args], ...command } = system.launch(given);
        return { ...command, args: [new URL('./stubborn.mjs', import.meta.url).pathname.replaceAll('%20', ' '), ...args] };
      };
      const client = (context) => ({ ...system.client(context), attempt: () => undefined.nothing, abandon: () => {}, close: () => {} });
      export default { ...system, name: 'broken', launch, client };`,
    );
    writeFileSync(
      join(project, 'unheard.mjs'),
      `import system from './broken.mjs';
      const attempt = () => void setImmediate(() => { throw new Error('nobody hears this'); });
      export default { ...system, name: 'unheard', client: (context) => ({ ...system.client(context), attempt }) };`,
    );
    const both = 'matrix: { system: [./broken.mjs, ./unheard.mjs] }';
    const lines = ['name: broken', both, 'workload: register', 'nodes: 2', 'timeLimit: 1s', 'stopTimeout: 300ms', ''];
    writeFileSync(join(project, 'broken.yaml'), lines.join('\n'));
    const { code, stdout } = await cli('run', 'broken.yaml', '--reporter', 'json');
    const { runs } = JSON.parse(stdout) as { runs: { outcome: string; plan: string }[] };
    expect(code).toBe(255);
    expect(runs).toMatchObject([
      { outcome: 'broken', plan: 'broken-broken' },
      { outcome: 'broken', plan: 'broken-unheard' },
    ]);
    expect(stdout).toMatch(/\.\/broken\.mjs: client\.attempt threw: TypeError: .*broken\.mjs:\d+:\d+/);
    expect(stdout).toMatch(/While the client of \.\/unheard\.mjs was at work .*nobody hears this.*unheard\.mjs:\d+:\d+/);
    expect(processesOf(project)).toEqual([]);
  });
});

describe('one that can be simulated', () => {
  const built = new URL('../../dist/nodes/raft/system.js', import.meta.url).href;
  const quick = ['--nodes', '3', '--time-limit', '2s', '--nemesis', 'kill'];

  beforeAll(() => {
    writeFileSync(join(project, 'virtual.mjs'), `import { raft } from '${built}';\nexport default { ...raft, name: 'virtual' };`);
  });

  it('runs many seeds in workers, and one that is the same each time', async () => {
    const sim = await cli('sim', '--system', './virtual.mjs', '--seeds', '1..4', '--jobs', '2');
    expect(sim).toMatchObject({ code: 0, stdout: expect.stringContaining('4 seeds') });
    const one = await cli('run', '--system', './virtual.mjs', '--world', 'simulated', '--workload', 'kv', '--seed', '1', ...quick);
    expect(one.code).toBe(0);
    const again = await cli('replay', 'latest');
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('is as it was') });
  });

  it('is told from one that cannot be', async () => {
    expect(await cli('sim', '--system', './faultline/system.mjs', '--seeds', '1')).toMatchObject({
      code: 254,
      stderr: expect.stringContaining('expected a system that can be simulated, got "example"'),
    });
  });
});

describe('its name', () => {
  it('is a path wherever it begins as one, and is not guessed at', async () => {
    const listed = await cli('list', 'systems', '--system', './faultline/system.mjs');
    expect(listed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ {2}example +A store with one primary/m) });
    expect(await cli('list', '--system', './faultline/system.mjs', 'local-reads')).toMatchObject({
      stdout: expect.stringContaining('npx faultline run --system ./faultline/system.mjs --bug local-reads'),
    });
    for (const [name, words] of [
      ['faultline/system.mjs', 'expected a path to begin with ./ or ../'],
      ['exmaple', 'expected a system (raft) or the path of a module'],
      ['./nothing.mjs', '--system: expected a module that says what a system is, but there is no ./nothing.mjs'],
    ] as const)
      expect(await cli('run', '--system', name)).toMatchObject({ code: 254, stderr: expect.stringContaining(words) });
    expect(existsSync(join(project, 'results', 'own'))).toBe(true);
  });
});
