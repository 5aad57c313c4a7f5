import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CampaignSummary, Plan } from '../core/index.ts';
import { type CliResult, latestRun, makeFolder, processesOf, startCli, until } from './test-cli.ts';
import { guardOf } from './test-leftovers.ts';

const folder = makeFolder();
afterAll(() => folder.remove());

const token = 's3cr3t-t0ken-value';
/** Makes any node of ours say its token, and end with it in its last words. */
const leak = `
const token = process.env.TOKEN;
console.error('my token is ' + token);
setTimeout(() => { throw new Error('no use for ' + JSON.stringify({ token })); }, 1500);
`;

describe('--env', () => {
  let first: CliResult;
  let files: ReadonlyMap<string, string>;
  const tiny = ['--nodes', '1', '--nemesis', 'none', '--time-limit', '3s'];
  const leaking = () => ['--env', `NODE_OPTIONS=--require "${join(folder.path, 'leak.cjs')}"`];

  beforeAll(async () => {
    writeFileSync(join(folder.path, 'leak.cjs'), leak);
    first = await startCli(folder.path, ['run', ...tiny, '--env', `TOKEN=${token}`, ...leaking(), '--reporter', 'json']).ended;
    files = filesBelow(join(folder.path, 'results'));
  });

  it('reaches every node', () => {
    expect(readFileSync(join(latestRun(folder.path), 'logs', 'n1.log'), 'utf8')).toContain('my token is ***');
  });

  it('leaves its value nowhere: not in the plan, the log, the verdict, the report or the campaign', () => {
    expect(files.size).toBeGreaterThan(6);
    for (const [name, text] of files) expect(text.includes(token) ? name : '').toBe('');
    expect(first.stdout + first.stderr).not.toContain(token);
    const verdict = readFileSync(join(latestRun(folder.path), 'verdict.json'), 'utf8');
    expect(verdict).toContain('no use for');
    expect(verdict).toMatch(/no use for \{[^}]*\*\*\*/);
    expect(files.get('report.html')).toContain('no use for');
    const plan = JSON.parse(readFileSync(join(latestRun(folder.path), 'plan.json'), 'utf8')) as Plan;
    expect(plan.system.env).toEqual(['TOKEN', 'NODE_OPTIONS']);
    expect((JSON.parse(first.stdout) as CampaignSummary).runs[0]?.reproduce).toMatch(/ --env TOKEN --env NODE_OPTIONS$/);
  });

  it('is asked for again where a plan is run again, and may be the value of your own environment', async () => {
    const again = ['run', join('results', 'latest', 'plan.json'), '--reporter', 'json'];
    const without = await startCli(folder.path, again).ended;
    expect(without).toMatchObject({ code: 254, stderr: expect.stringContaining('--env TOKEN=VALUE --env NODE_OPTIONS=VALUE') });
    const unset = await startCli(folder.path, [...again, '--env', 'TOKEN', '--env', 'NODE_OPTIONS=']).ended;
    expect(unset).toMatchObject({ code: 254, stderr: expect.stringContaining('your own environment has no TOKEN') });
    const given = await startCli(folder.path, [...again, '--env', 'TOKEN', '--env', 'NODE_OPTIONS='], { TOKEN: token }).ended;
    expect(given.code).toBe(0);
  });

  it('that stands in an argument of the nodes is refused, and not told', async () => {
    const args = [
      'run',
      ...tiny,
      '--env',
      `TOKEN=${token}`,
      '--node-arg',
      `--token=${token}`,
      '--results',
      'refused',
      '--reporter',
      'json',
    ];
    const { code, stdout, stderr } = await startCli(folder.path, args).ended;
    expect([code, (JSON.parse(stdout) as CampaignSummary).error?.code, existsSync(join(folder.path, 'refused'))]).toEqual([
      254,
      'secret-in-plan',
      false,
    ]);
    expect(stdout + stderr).not.toContain(token);
  });

  it.each([[['--env', '=x']], [['--env', 'A B=x']], [['--env', 'TOKEN=value', '--world', 'simulated']]])(
    '%j is bad usage',
    async (args) => {
      expect((await startCli(folder.path, ['run', ...tiny, ...args]).ended).code).toBe(254);
    },
  );
});

describe('a kill of everything at once', () => {
  /** Says its token in a log and in a trace, in all the ways that are promised to be hidden, and again and again. */
  const chatty = `
const { appendFileSync } = require('node:fs');
const token = process.env.TOKEN;
const trace = process.argv[process.argv.indexOf('--trace') + 1];
const forms = [token, JSON.stringify({ token }), encodeURIComponent(token), Buffer.from('user:' + token).toString('base64'), Buffer.from(token).toString('hex')];
setInterval(() => {
  for (const form of forms) {
    process.stderr.write('auth ' + form.slice(0, 9));
    process.stderr.write(form.slice(9) + '\\n');
  }
  appendFileSync(trace, JSON.stringify({ forms }) + '\\n');
}, 50);
`;
  const forms = [token, Buffer.from(`user:${token}`).toString('base64').slice(8, -4), Buffer.from(token).toString('hex')];

  async function startChatty(): Promise<{ controller: number; ended: Promise<CliResult>; cwd: string }> {
    const cwd = join(folder.path, `chatty ${readdirSync(folder.path).length}`);
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'chatty.cjs'), chatty);
    const args = ['run', '--nodes', '3', '--nemesis', 'none', '--time-limit', '60s', '--env', `TOKEN=${token}`];
    const { child, ended } = startCli(cwd, [...args, '--env', `NODE_OPTIONS=--require "${join(cwd, 'chatty.cjs')}"`]);
    const has = (file: string): boolean => existsSync(file) && readFileSync(file, 'utf8').includes('***');
    await until('three nodes', () => processesOf(cwd).length === 3);
    await until('a filtered log and trace of each', () =>
      ['n1', 'n2', 'n3'].every(
        (node) => has(join(latestRun(cwd), 'logs', `${node}.log`)) && has(join(latestRun(cwd), 'trace', `${node}.jsonl`)),
      ),
    );
    return { controller: child.pid ?? 0, ended, cwd };
  }

  function expectNothingOf(cwd: string): void {
    const files = filesBelow(join(cwd, 'results'));
    expect(files.size).toBeGreaterThan(6);
    for (const [name, text] of files) for (const form of forms) expect(text.includes(form) ? name : '').toBe('');
  }

  it('leaves no secret: nodes, guard and harness', async () => {
    const { controller, ended, cwd } = await startChatty();
    const all = [guardOf(controller) ?? 0, controller, ...processesOf(cwd).map(Number)];
    expect(all).toHaveLength(5);
    for (const pid of all) process.kill(pid, 'SIGKILL');
    await ended;
    await until('the nodes to be gone', () => processesOf(cwd).length === 0);
    expectNothingOf(cwd);
  });

  it('leaves none where the harness alone is killed, and what nodes had said is kept', async () => {
    const { controller, ended, cwd } = await startChatty();
    process.kill(controller, 'SIGKILL');
    await ended;
    await until('the guard to remove the working folder', () => !existsSync(join(latestRun(cwd), 'work')));
    expectNothingOf(cwd);
    for (const node of ['n1', 'n2', 'n3']) expect(readFileSync(join(latestRun(cwd), 'logs', `${node}.log`), 'utf8')).toContain('auth ***');
    expect((await startCli(cwd, ['check', 'results/latest', '--reporter', 'json']).ended).code).not.toBe(0);
  });
});

/** By name; what the report packs is unpacked. */
function filesBelow(top: string): Map<string, string> {
  const paths = readdirSync(top, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(top, name)).isFile());
  return new Map(
    paths.map((path) => {
      const text = readFileSync(join(top, path), 'utf8');
      const packed = path.endsWith('.html') ? (text.match(/[A-Za-z0-9+/]{1000,}={0,2}/g) ?? []) : [];
      const unpacked = packed.flatMap((part) => {
        const bytes = Buffer.from(part, 'base64');
        return bytes[0] === 0x1f && bytes[1] === 0x8b ? [gunzipSync(bytes).toString('utf8')] : [];
      });
      return [path.split('/').at(-1) ?? path, [text, ...unpacked].join('\n')];
    }),
  );
}
