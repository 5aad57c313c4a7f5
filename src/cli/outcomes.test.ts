import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CampaignSummary } from '../core/index.ts';
import { type JunitCase, readJunit } from '../report/junit/test-junit-schema.ts';
import { type CliResult, main, makeFolder, startCli } from './test-cli.ts';
import { writeSuite } from './test-suites.ts';

const folder = makeFolder();
afterAll(() => folder.remove());

interface Expected {
  readonly what: string;
  readonly suite: () => string;
  readonly args?: readonly string[];
  readonly code: number;
  readonly outcome: CampaignSummary['outcome'];
  /** Default: of a violation a property. */
  readonly violated?: CampaignSummary['violated'];
  /** What people read, wherever that is. */
  readonly sentence: RegExp;
  /** The first annotation. */
  readonly annotation: RegExp;
  /** Kinds of the test cases that are no pass. */
  readonly junit: readonly Partial<JunitCase>[];
}

const simulated = ['--world', 'simulated'];
const table: readonly Expected[] = [
  {
    what: 'a pass',
    suite: () => writeSuite(folder.path, 'good', ['{ name: kv, seeds: 1 }']),
    args: simulated,
    code: 0,
    outcome: 'pass',
    sentence: /^PASS {2}Linearizable and safe/m,
    annotation: /^::notice file=good\.yaml,title=Faultline%3A good%3A pass::Nothing wrong was found in 1 run$/,
    junit: [],
  },
  {
    what: 'a violation',
    suite: () => writeSuite(folder.path, 'bad', ['{ name: kv, seeds: 1, bug: stale-read }']),
    args: simulated,
    code: 1,
    outcome: 'violation',
    sentence: /^VIOLATION {2}Not linearizable/m,
    annotation:
      /^::error file=bad\.yaml,title=Faultline%3A bad%3A violation::The run violated what it must keep: bad-kv seed 1: Not linearizable/,
    junit: [{ kind: 'failure', name: 'seed 1', message: expect.stringContaining('Not linearizable') as unknown as string }],
  },
  {
    what: 'a violation that is expected',
    suite: () => writeSuite(folder.path, 'control', ['{ name: kv, seeds: 1, bug: stale-read, expect: violation }']),
    args: simulated,
    code: 0,
    outcome: 'pass',
    sentence: /expected: the suite asks for a violation here/,
    annotation: /^::notice .*::Nothing wrong was found in 1 run; 1 violation that the suite expects was found/,
    junit: [],
  },
  {
    what: 'an expected violation that is not found',
    suite: () => writeSuite(folder.path, 'unfound', ['{ name: kv, seeds: 1, expect: violation }']),
    args: simulated,
    code: 1,
    outcome: 'violation',
    violated: 'limit',
    sentence:
      /^VIOLATION OF A LIMIT {2}No checker found anything wrong, but a limit of the gate does not hold: expected violation of unfound-kv: found in 0 of 1 run, a violation in at least one run is expected/m,
    annotation: /^::error file=unfound\.yaml,title=Faultline%3A unfound%3A violation of a limit::/,
    junit: [{ kind: 'failure', className: 'gate.unfound-kv', name: 'expected violation of unfound-kv' }],
  },
  {
    what: 'a limit that does not hold',
    suite: () => writeSuite(folder.path, 'slow', ['{ name: kv, seeds: 1 }'], ['gate: { minOk: 100000, availabilityDuringFaults: 1% }']),
    args: simulated,
    code: 1,
    outcome: 'violation',
    violated: 'limit',
    sentence: /✗ operations ok of slow-kv +\d+ operations, at least 100,000 operations allowed/,
    annotation:
      /^::error .*::No checker found anything wrong, but a limit of the gate does not hold: operations ok of slow-kv: \d+ operations measured, at least 100,000 operations allowed/,
    junit: [{ kind: 'failure', className: 'gate.slow-kv' }],
  },
  {
    what: 'an inconclusive run',
    suite: () => writeSuite(folder.path, 'vacuous', ['{ name: kv, seeds: 1, limits: { minOkDuringFaults: 100000 } }']),
    args: simulated,
    code: 2,
    outcome: 'inconclusive',
    sentence: /^INCONCLUSIVE {2}No violation was proven/m,
    annotation: /^::warning .*::No violation was found, and not everything could be judged: vacuous-kv seed 1: .*100000 are asked for/,
    junit: [{ kind: 'error', name: 'seed 1' }],
  },
  {
    what: 'a limit with nothing to measure',
    suite: () => writeSuite(folder.path, 'unmeasured', ['{ name: kv, seeds: 1, nemesis: none }'], ['gate: { recovery: 5s }']),
    args: simulated,
    code: 2,
    outcome: 'inconclusive',
    sentence: /\? recovery time of unmeasured-kv +nothing, at most 5,000 ms allowed/,
    annotation: /^::warning .*recovery time of unmeasured-kv: nothing measured/,
    junit: [{ kind: 'error', className: 'gate.unmeasured-kv' }],
  },
  {
    what: 'a broken run',
    suite: () => writeSuite(folder.path, 'broken', ['{ name: kv, nodes: 1, seeds: 1, nemesis: none }']),
    args: ['--node-arg=--no-such-option'],
    code: 255,
    outcome: 'broken',
    sentence: /^BROKEN {2}The test itself failed: nothing is said of the system/m,
    annotation: /^::error .*::The harness failed, so nothing is said of the system: broken-kv seed 1: /,
    junit: [{ kind: 'error', name: 'seed 1' }],
  },
  {
    what: 'a bad suite',
    suite: () => {
      writeFileSync(join(folder.path, 'typo.yaml'), 'name: typo\nsystem: raft\nworkload: kv\ngate: { p95: 1s }\n');
      return 'typo.yaml';
    },
    code: 254,
    outcome: 'broken',
    sentence: /^faultline: typo\.yaml:4:9: gate: expected no key "p95"; did you mean "p99"\?/m,
    annotation: /^::error file=typo\.yaml,line=4,col=9,title=Faultline%3A faultline run%3A broken::gate: expected no key "p95"/,
    junit: [{ kind: 'error', name: 'suite-unknown-key' }],
  },
  {
    what: 'an empty selection',
    suite: () => writeSuite(folder.path, 'empty', ['{ name: kv, seeds: 1..3 }']),
    args: [...simulated, '--grep', 'no such entry'],
    code: 254,
    outcome: 'broken',
    sentence: /^faultline: nothing is left to run: none of 3 runs \(entries: empty-kv\) stays with --grep no such entry/m,
    annotation: /^::error .*::nothing is left to run/,
    junit: [{ kind: 'error', name: 'empty-selection' }],
  },
];

describe.each(table)('$what', ({ what, suite, args = [], code, outcome, violated, sentence, annotation, junit }) => {
  const at = (name: string): string => join(folder.path, 'out', what.replaceAll(' ', '-'), name);
  let result: CliResult;
  beforeAll(async () => {
    const reporters = `junit=${at('junit.xml')},github,markdown=${at('report.md')}`;
    const summary = join(folder.path, `${what}.md`);
    writeFileSync(summary, '');
    const all = ['run', suite(), ...args, '--reporter', `json=${at('run.json')}`, '--reporter', reporters, '--reporter', 'text'];
    result = await startCli(folder.path, all, { GITHUB_STEP_SUMMARY: summary }).ended;
  });

  it('has its exit code, the same in the document', () => {
    const document = JSON.parse(readFileSync(at('run.json'), 'utf8')) as CampaignSummary;
    expect([result.code, document.exitCode, document.outcome]).toEqual([code, code, outcome]);
    expect(document.violated).toBe(outcome === 'violation' ? (violated ?? 'property') : undefined);
    expect(document.reason !== undefined).toBe(violated === 'limit');
  });

  it('has its sentence, without a stack', () => {
    expect(result.stdout + result.stderr).toMatch(sentence);
    expect(result.stdout + result.stderr).not.toMatch(/\n\s+at /);
  });

  it('has its annotation', () => {
    const commands = result.stdout.split('\n').filter((line) => line.startsWith('::'));
    expect(commands[0]).toMatch(annotation);
  });

  it('has its test cases', () => {
    const cases = readJunit(readFileSync(at('junit.xml'), 'utf8'));
    expect(cases.length).toBeGreaterThan(0);
    expect(cases.filter(({ kind }) => kind !== 'passed')).toMatchObject(junit);
  });

  it('has its Markdown, in the step summary too', () => {
    const markdown = readFileSync(at('report.md'), 'utf8');
    expect(markdown.split('\n')[0]).toBe(
      `## ${code === 0 ? '✅' : '❌'} Faultline: ${code === 254 ? 'faultline run' : suite().replace('.yaml', '')}: ${(violated === 'limit' ? 'violation of a limit' : outcome).toUpperCase()}`,
    );
    expect(readFileSync(join(folder.path, `${what}.md`), 'utf8')).toBe(markdown);
  });
});

describe('reporters', () => {
  it('leave a document on standard output alone there', async () => {
    const suite = writeSuite(folder.path, 'good', ['{ name: kv, seeds: 1 }']);
    const { code, stdout, stderr } = await startCli(folder.path, ['run', suite, ...simulated, '--reporter', 'json,github']).ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'pass' });
    expect(stderr).toMatch(/^::notice /m);
  });

  it.each(['json,junit', 'text,json', 'junit,junit', 'xml'])('%s is bad usage', async (reporters) => {
    const suite = writeSuite(folder.path, 'good', ['{ name: kv, seeds: 1 }']);
    expect((await startCli(folder.path, ['run', suite, '--reporter', reporters]).ended).code).toBe(254);
  });

  it('let no node command GitHub by its last words', async () => {
    writeFileSync(join(folder.path, 'last-words.cjs'), "console.log('  ::error::injected\\n##[group]x'); process.exit(1);");
    const suite = writeSuite(folder.path, 'broken', ['{ name: kv, nodes: 1, seeds: 1, nemesis: none }']);
    const args = ['run', suite, '--env', `NODE_OPTIONS=--require "${join(folder.path, 'last-words.cjs')}"`, '--reporter', 'text,github'];
    const { code, stdout, stderr } = await startCli(folder.path, args, { GITHUB_ACTIONS: 'true' }).ended;
    expect(code).toBe(255);
    expect(stdout).toContain('\\::error::injected');
    const commands = (stdout + stderr).split('\n').filter((line) => /^\s*(::|##\[)/.test(line));
    expect(commands.length).toBe(2);
    for (const command of commands) expect(command).toMatch(/^::error file=broken\.yaml,title=/);
  });

  it('that cannot write make it broken, but never hide a violation', async () => {
    writeFileSync(join(folder.path, 'a-file'), '');
    const good = writeSuite(folder.path, 'good', ['{ name: kv, seeds: 1 }']);
    const bad = writeSuite(folder.path, 'bad', ['{ name: kv, seeds: 1, bug: stale-read }']);
    const run = (suite: string) => startCli(folder.path, ['run', suite, ...simulated, '--reporter', 'junit=a-file/junit.xml,text']).ended;
    const full = (suite: string) =>
      spawnSync('sh', ['-c', `'${process.execPath}' '${main}' run ${suite} ${simulated.join(' ')} --reporter json > /dev/full`], {
        cwd: folder.path,
        encoding: 'utf8',
      });
    expect(full(good)).toMatchObject({ status: 255, stderr: expect.stringContaining('cannot write to standard output') });
    expect(full(bad).status).toBe(1);
    expect(await run(good)).toMatchObject({ code: 255, stderr: expect.stringContaining('cannot write a-file/junit.xml') });
    expect((await run(bad)).code).toBe(1);
  });
});
