import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readJunit } from '../report/junit/test-junit-schema.ts';
import { loadSuite } from '../suite/index.ts';
import { known } from '../suite/test-names.ts';
import { makeFolder, runCli } from './test-cli.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const docs = readFileSync(join(root, 'docs', 'ci.md'), 'utf8');
const folders: ReturnType<typeof makeFolder>[] = [];
afterAll(() => {
  for (const folder of folders) folder.remove();
});

/** Real processes, as few and as short as they can be. */
const suite = 'name: tiny\nsystem: raft\nnodes: 1\nworkload: kv\nnemesis: none\ntimeLimit: 500ms\nseeds: 1..3\ngate: { minOk: 1 }\n';
let project = '';

beforeEach(() => {
  const folder = makeFolder();
  folders.push(folder);
  project = folder.path;
  writeFileSync(join(project, 'faultline.yaml'), suite);
  mkdirSync(join(project, 'bin'));
  // What `npx --yes faultline` would fetch is this build.
  const npx = join(project, 'bin', 'npx');
  writeFileSync(
    npx,
    `#!/bin/sh\n[ "$1" = --yes ] && shift\nshift\nexec "${process.execPath}" "${join(root, 'dist/src/cli/main.js')}" "$@"\n`,
  );
  chmodSync(npx, 0o755);
});

/** As CI systems do: it ends at the first command that fails. */
function shell(script: string, env: Readonly<Record<string, string>> = {}): { status: number | null; output: string } {
  const path = `${join(project, 'bin')}:${process.env['PATH']}`;
  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script], {
    cwd: project,
    env: { ...process.env, ...env, PATH: path },
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

function blocks(language: string): string[] {
  return [...docs.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text = '']) => text);
}

interface Job {
  readonly script?: readonly string[];
  readonly steps?: readonly { readonly run?: string; readonly uses?: string }[];
}

const yaml = blocks('yaml').map((text) => parse(text) as Record<string, Job> & { readonly jobs?: Record<string, Job> });

function commands(job: Job | undefined): string {
  return [...(job?.script ?? []), ...(job?.steps ?? []).flatMap(({ run }) => (run === undefined ? [] : [run]))].join('\n');
}

describe('the recipes of docs/ci.md', () => {
  it('for a plain shell', () => {
    const [script = ''] = blocks('sh');
    const { status, output } = shell(script);
    expect(`${output}${status}`).toMatch(/0$/);
    expect(readJunit(readFileSync(join(project, 'results', 'junit.xml'), 'utf8')).map(({ kind }) => kind)).toEqual(Array(5).fill('passed'));
    expect(Object.keys((JSON.parse(readFileSync(join(project, 'baseline.json'), 'utf8')) as { entries: object }).entries)).toEqual([
      'tiny',
    ]);
    expect(output).toContain('Nothing wrong was found in 3 runs');
  });

  it('for GitLab, in shards and a verdict', () => {
    const pipeline = yaml.find((each) => each['verdict'] !== undefined && each.jobs === undefined);
    for (const index of ['1', '2', '3'])
      expect(shell(commands(pipeline?.['faultline']), { CI_NODE_INDEX: index, CI_NODE_TOTAL: '3' })).toMatchObject({ status: 0 });
    expect(shell(commands(pipeline?.['verdict']))).toMatchObject({
      status: 0,
      output: expect.stringContaining('Nothing wrong was found in 3 runs'),
    });
    expect(readJunit(readFileSync(join(project, 'junit.xml'), 'utf8')).length).toBe(5);
    expect(readFileSync(join(project, 'summary.md'), 'utf8')).toContain('tiny seed 3');
  });

  it('for GitHub, in shards and a verdict', () => {
    const jobs = yaml.map((each) => each.jobs).find((each) => each?.['verdict'] !== undefined);
    mkdirSync(join(project, 'shards'));
    for (const index of ['1', '2', '3']) {
      expect(shell(commands(jobs?.['faultline']), { SHARD: index })).toMatchObject({ status: 0 });
      // What upload and download of artifacts do.
      expect(shell(`mv "results-${index}" shards/`)).toMatchObject({ status: 0 });
    }
    const { status, output } = shell(commands(jobs?.['verdict']));
    expect(status).toBe(0);
    expect(output).toMatch(/^::notice title=Faultline%3A tiny%3A pass::Nothing wrong was found in 3 runs; every limit of the gate holds$/m);
    expect(shell('rm -r shards/results-2').status).toBe(0);
    expect(shell(commands(jobs?.['verdict']))).toMatchObject({ status: 2, output: expect.stringContaining('shard 2/3 is missing') });
  });
});

describe('the action', () => {
  interface Action {
    readonly inputs: Record<string, { readonly default: string }>;
    readonly runs: { readonly using: string; readonly steps: readonly { readonly env?: Record<string, string>; readonly run?: string }[] };
  }
  const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as Action;
  const [step] = action.runs.steps;

  /** The step as GitHub runs it, with these inputs. */
  function act(inputs: Readonly<Record<string, string>>): { status: number | null; output: string; outputs: string; summary: string } {
    const values: Record<string, string> = Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default]));
    const env = Object.fromEntries(
      Object.entries(step?.env ?? {}).map(([name, text]) => [
        name,
        text.replace(/\$\{\{ inputs\.([a-z]+) \}\}/g, (_, input: string) => inputs[input] ?? values[input] ?? ''),
      ]),
    );
    const files = { GITHUB_OUTPUT: join(project, 'outputs'), GITHUB_STEP_SUMMARY: join(project, 'summary') };
    for (const file of Object.values(files)) writeFileSync(file, '');
    const done = shell(step?.run ?? '', { ...env, ...files, GITHUB_ACTION_PATH: root });
    return { ...done, outputs: readFileSync(files.GITHUB_OUTPUT, 'utf8'), summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8') };
  }

  it('takes its inputs through the environment alone', () => {
    expect(action.runs.using).toBe('composite');
    for (const { run = '' } of action.runs.steps) expect(run).not.toContain('${{');
  });

  it('runs a suite, and tells GitHub', () => {
    const { status, output, outputs, summary } = act({ suite: 'faultline.yaml', args: '--grep\nseed 2' });
    expect([status, outputs]).toEqual([0, 'outcome=pass\nviolated=\nexit-code=0\n']);
    expect(output).toMatch(/^::notice file=faultline\.yaml,title=/m);
    expect(summary).toContain('tiny seed 2');
    expect(readdirSync(join(project, 'results'))).toEqual(expect.arrayContaining(['tiny', 'junit.xml']));
  });

  it('fails with the exit code of what was found', () => {
    writeFileSync(join(project, 'faultline.yaml'), suite.replace('minOk: 1 ', 'minOk: 100000 '));
    expect(act({ suite: 'faultline.yaml', shard: '1/3' })).toMatchObject({
      status: 1,
      outputs: 'outcome=violation\nviolated=limit\nexit-code=1\n',
    });
    expect(act({ suite: '$(touch injected).yaml' })).toMatchObject({ status: 254, outputs: 'outcome=broken\nviolated=\nexit-code=254\n' });
    expect(existsSync(join(project, 'injected'))).toBe(false);
  });
});

describe('faultline init', () => {
  it('writes a suite that can be read, with the schema for editors, and a workflow that runs it', async () => {
    const made = join(project, 'my project');
    expect(await runCli(project, 'init', 'my project')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('wrote my project/faultline.yaml'),
    });
    const text = readFileSync(join(made, 'faultline.yaml'), 'utf8');
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./node_modules/faultline/workloads/suites/schema.json');
    const { name, entries } = loadSuite(join(made, 'faultline.yaml'), known);
    expect(name).toBe('my-project');
    expect(entries.map(({ expect: expected, gate }) => [expected !== undefined, gate !== undefined])).toEqual([
      [false, true],
      [true, true],
    ]);
    const workflow = parse(readFileSync(join(made, '.github', 'workflows', 'faultline.yml'), 'utf8')) as { jobs: Record<string, Job> };
    writeFileSync(join(project, 'faultline.yaml'), suite);
    expect(shell(commands(workflow.jobs['faultline']))).toMatchObject({ status: 0, output: expect.stringMatching(/^::notice /m) });
    expect(existsSync(join(project, 'results', 'junit.xml'))).toBe(true);
  });

  it('writes a suite that passes as it stands', async () => {
    await runCli(project, 'init', 'mine', '--only', 'suite');
    expect(readdirSync(join(project, 'mine'))).toEqual(['faultline.yaml']);
    const { code, stdout } = await runCli(project, 'run', 'mine/faultline.yaml', '--world', 'simulated', '--seed', '1');
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('Nothing wrong was found in 2 runs (with --seed 1); 1 violation that the suite expects was found'),
    ]);
  });

  it('replaces nothing unless it is told to', async () => {
    const refused = await runCli(project, 'init');
    expect(refused).toMatchObject({ code: 254, stderr: expect.stringContaining('expected no faultline.yaml; nothing was written') });
    expect(readFileSync(join(project, 'faultline.yaml'), 'utf8')).toBe(suite);
    expect(existsSync(join(project, '.github'))).toBe(false);
    expect((await runCli(project, 'init', '--force')).code).toBe(0);
    expect(readFileSync(join(project, 'faultline.yaml'), 'utf8')).toContain('expect: violation');
  });
});
