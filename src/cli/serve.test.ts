import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder, runCli, startCli, until } from './test-cli.ts';
import { listeningSockets, stillListening } from './test-leftovers.ts';
import { planText, storeRun, verdictText, violationText } from './test-runs-folder.ts';
import { get, sendRaw, startServer, type TestServer } from './test-server.ts';

const folder = makeFolder();
const results = join(folder.path, 'results');
const secret = 'the secret of a file outside';
const hostile = `</script><img src=x onerror="alert(1)">'"&\u0000\u001b[31m\u202e\ud800`;
const huge = 'y'.repeat(1_000_000);
const run = '/runs/smoke/20261121T063725.123Z-7';

let server: TestServer;

beforeAll(async () => {
  writeFileSync(join(folder.path, 'secret.txt'), secret);
  mkdirSync(join(folder.path, 'elsewhere', '20261121T063725.123Z-8'), { recursive: true });
  writeFileSync(join(folder.path, 'elsewhere', '20261121T063725.123Z-8', 'plan.json'), planText(secret));
  storeRun(results, { files: { 'report.html': '<!doctype html><title>r</title>', 'history.jsonl': '{"index":0}\n' } });
  server = await startServer(folder.path);
});

afterAll(async () => {
  await server.interrupt();
  folder.remove();
});

describe('who is served', () => {
  it('is this machine, by its own names', async () => {
    for (const host of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])
      expect((await get(server.port, '/', { host: `${host}:${server.port}` })).status).toBe(200);
    expect(readFileSync('/proc/net/tcp', 'latin1')).toContain(
      `0100007F:${server.port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A`,
    );
    expect(readFileSync('/proc/net/tcp6', 'latin1')).not.toContain(
      `:${server.port.toString(16).toUpperCase().padStart(4, '0')} 0000000000000000`,
    );
  });

  it('is nobody by another name: a site may point its own at 127.0.0.1', async () => {
    const { port } = server;
    const hosts = [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      `127.0.0.1:${port + 1}`,
      `127.0.0.1.evil.example:${port}`,
      `localhost.:${port}`,
      `x@127.0.0.1:${port}`,
      '',
    ];
    for (const host of hosts) {
      const { status, body } = await get(port, '/', { host });
      expect([host, status]).toEqual([host, 421]);
      expect(body).not.toContain('smoke');
    }
    expect((await sendRaw(port, 'GET / HTTP/1.0\r\n\r\n')).status).toBe(421);
    expect((await get(port, '/', { headers: 'Origin: http://evil.example\r\n' })).status).toBe(403);
    expect((await get(port, '/', { headers: 'Origin: null\r\n' })).status).toBe(403);
    expect((await get(port, '/', { headers: `Origin: http://127.0.0.1:${port}\r\n` })).status).toBe(200);
  });

  it('may only look', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
      const { status, head } = await get(server.port, '/', { method });
      expect([method, status, head.includes('Allow: GET, HEAD')]).toEqual([method, 405, true]);
    }
    for (const path of ['/', run, `${run}/report`, `${run}/download`, `${run}/files/plan.json`, '/nothing']) {
      const [head, whole] = [await get(server.port, path, { method: 'HEAD' }), await get(server.port, path)];
      expect([path, head.status, head.body]).toEqual([path, whole.status, '']);
    }
    const { status } = await get(server.port, '/', { headers: 'Content-Length: 5\r\n' });
    expect([200, 400]).toContain(status);
  });

  it('gets headers that let nothing in and nothing out', async () => {
    for (const path of ['/', run, `${run}/report`, `${run}/files/plan.json`, `${run}/download`, '/assets/page.js', '/nothing', '/%zz']) {
      const { head } = await get(server.port, path);
      for (const line of [
        'X-Content-Type-Options: nosniff',
        'Referrer-Policy: no-referrer',
        'Cache-Control: no-store',
        'X-Frame-Options: DENY',
      ])
        expect([path, head.includes(line)]).toEqual([path, true]);
      const policy = /Content-Security-Policy: (.*)/.exec(head)?.[1] ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/https?:|\*/);
      // What a run holds runs, if at all, as if from an origin of its own.
      if (/report$|files|download/.test(path)) expect(policy).toMatch(/^sandbox/);
      else expect(policy).not.toContain('unsafe');
      expect(head).not.toMatch(/Access-Control-Allow/i);
    }
  });
});

describe('what is served', () => {
  it.each([
    '/../secret.txt',
    '/runs/../../secret.txt',
    `${run}/files/../../../../secret.txt`,
    `${run}/files/..%2f..%2f..%2f..%2fsecret.txt`,
    `${run}/files/%2e%2e/%2e%2e/%2e%2e/%2e%2e/secret.txt`,
    `${run}/files/%252e%252e%252f%252e%252e%252fsecret.txt`,
    `${run}/files/..\\..\\..\\secret.txt`,
    `${run}/files/%c0%ae%c0%ae/secret.txt`,
    `${run}/files/%00`,
    `${run}/files/plan.json%00.txt`,
    `${run}/files//etc/passwd`,
    `${run}/files/%2fetc%2fpasswd`,
    '//etc/passwd',
    '/runs/%2fetc/passwd',
    '/runs/..%2f..%2f/x',
    '/runs/elsewhere/20261121T063725.123Z-8',
    '/assets/../server.js',
    '/assets/%2e%2e%2fserver.js',
    '/assets/__proto__',
    '/runs/constructor/prototype',
    `/${'a/'.repeat(2000)}`,
    '/%zz',
    'http://evil.example/',
    '*',
    'secret.txt',
  ])('is nothing outside the folder: %s', async (path) => {
    const { status, body } = await get(server.port, path);
    expect([400, 404]).toContain(status);
    expect(body).not.toContain(secret);
    expect(body).not.toContain('root:');
  });

  it('is nothing that a link leads out to, and nothing that is no file', async () => {
    const dir = storeRun(results, { name: '20261121T063725.123Z-9' });
    symlinkSync(join(folder.path, 'secret.txt'), join(dir, 'leak.log'));
    symlinkSync(join(folder.path, 'secret.txt'), join(dir, 'report.html'));
    symlinkSync(folder.path, join(dir, 'logs'));
    symlinkSync(join(folder.path, 'elsewhere'), join(results, 'elsewhere'));
    symlinkSync(join(folder.path, 'elsewhere', '20261121T063725.123Z-8'), join(results, 'smoke', '20261121T063725.123Z-8'));
    rmSync(join(dir, 'verdict.json'));
    symlinkSync(join(folder.path, 'secret.txt'), join(dir, 'verdict.json'));
    spawnSync('mkfifo', [join(dir, 'pipe.log')]);
    const other = '/runs/smoke/20261121T063725.123Z-9';
    await until200(other);
    for (const path of ['files/leak.log', 'files/logs/secret.txt', 'files/pipe.log', 'files/trace', 'report', 'files/verdict.json'])
      expect([path, (await get(server.port, `${other}/${path}`)).status]).toEqual([path, 404]);
    for (const path of ['/runs/elsewhere/20261121T063725.123Z-8', '/runs/smoke/20261121T063725.123Z-8'])
      expect((await get(server.port, path)).status).toBe(404);
    const page = await get(server.port, other);
    expect(page.body).toContain('verdict.json cannot be read');
    expect(page.body).not.toContain(secret);
    const { body } = await get(server.port, '/');
    expect(body).not.toContain(secret);
    expect(await tarOf(await fetch(`${server.url.slice(0, -1)}${other}/download`)).names).toEqual(['20261121T063725.123Z-9/plan.json']);
  });

  it('is shown as text, whatever it holds', async () => {
    const world = { world: hostile, workload: { name: hostile }, system: { name: hostile, nodes: [hostile], variants: { n1: hostile } } };
    const files = { [`a'"<img src=x onerror=alert(1)>&.log`]: '' };
    storeRun(results, {
      plan: 'hostile',
      planText: planText(hostile, world),
      verdictText: violationText(`${hostile}${huge}`, `${hostile}${huge}`),
      files,
    });
    storeRun(results, { plan: `<img src=x onerror=alert(1)>"'`, verdictText: verdictText({ reproduce: hostile, build: hostile }) });
    const first = '/runs/hostile/20261121T063725.123Z-7';
    await until200(first);
    const plan = encodeURIComponent(`<img src=x onerror=alert(1)>"'`);
    const query = encodeURIComponent(hostile.replace('\ud800', ''));
    const diff = `/diff?run=${plan}%2F20261121T063725.123Z-7&run=hostile%2F20261121T063725.123Z-7`;
    for (const path of [
      '/',
      `/?q=${query}`,
      `/?q=${query}&outcome=${query}&sort=${query}&page=${query}`,
      first,
      `/runs/${plan}/20261121T063725.123Z-7`,
      diff,
    ]) {
      const { status, body } = await get(server.port, path);
      expect([path, status]).toEqual([path, 200]);
      expect(body.match(/<img|<script(?! src="\/assets\/page.js" defer>)|onerror=.alert|javascript:/gi)).toEqual(null);
      expect(body.replaceAll(/[\n]/g, '').search(/\p{Cc}|\p{Cs}|\u202e/u)).toBe(-1);
      expect(body.length).toBeLessThan(100_000);
      // Every attribute is in quotes and nothing breaks out of one.
      expect(body.match(/ (?:href|value|class|aria-label)=[^"]/)).toEqual(null);
    }
  });

  it('is shown as far as it can be read: garbage, halves and wrong kinds', async () => {
    const garbage = [
      '',
      '{',
      'null',
      '[]',
      '"x"',
      '{"outcome":"pass"}',
      '{"outcome":"pass","results":5,"faults":{"a":1},"ops":[]}',
      verdictText().slice(0, 60),
    ];
    const odd =
      '{"outcome":"violation","results":{"linearizability":{"verdict":"invalid","findings":[null,5,{"rule":7,"key":{}}]},"performance":{"data":{"latency":{"get":{"p50Ms":"x"}}}}},"durationMs":-1,"faults":[null,{"target":"n1"}],"reproduce":{}}';
    const names: string[] = [];
    for (const [i, text] of [...garbage, odd].entries()) {
      for (const part of ['planText', 'verdictText']) {
        const name = `20261121T0637${10 + i}.${part === 'planText' ? 100 : 200}Z-${i}`;
        names.push(name);
        storeRun(results, { plan: 'garbage', name, [part]: text });
      }
    }
    mkdirSync(join(results, 'garbage', '20261121T063725.123Z-77', 'plan.json'), { recursive: true });
    mkdirSync(join(results, 'garbage', '20261121T063725.123Z-78'), { recursive: true });
    writeFileSync(join(results, 'garbage', '20261121T063725.123Z-79'), 'a file');
    mkdirSync(join(results, 'garbage', '99999999T999999.999Z-1'), { recursive: true });
    writeFileSync(join(results, 'stray'), '');
    await until200(`/runs/garbage/${names.at(-1)}`);
    for (const name of names) {
      expect([name, (await get(server.port, `/runs/garbage/${name}`)).status]).toEqual([name, 200]);
      expect((await get(server.port, `/diff?run=garbage%2F${name}&run=smoke%2F20261121T063725.123Z-7`)).status).toBe(200);
    }
    expect((await get(server.port, '/?q=plan:garbage')).body).toContain('not JSON, or not whole');
    expect(server.stderr()).not.toContain('defect');
  });

  it('is a run as one file that tar reads', async () => {
    const response = await fetch(`${server.url.slice(0, -1)}${run}/download`);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="smoke-20261121T063725.123Z-7.tar.gz"');
    const { names, bytes } = tarOf(response.clone());
    const tar = await names;
    expect(tar).toContain('20261121T063725.123Z-7/plan.json');
    expect(tar).toContain('20261121T063725.123Z-7/report.html');
    const archive = Buffer.from(await response.arrayBuffer());
    const out = join(folder.path, 'unpacked');
    mkdirSync(out);
    expect(spawnSync('tar', ['-xzf', '-', '-C', out], { input: archive }).status).toBe(0);
    const back = join(out, '20261121T063725.123Z-7');
    for (const file of ['plan.json', 'verdict.json', 'report.html', 'history.jsonl'])
      expect(readFileSync(join(back, file), 'utf8')).toBe(readFileSync(join(results, 'smoke', '20261121T063725.123Z-7', file), 'utf8'));
    expect(await bytes).toBeGreaterThan(1024);
  });

  it('is found by search, by outcome, and page by page', async () => {
    for (let i = 0; i < 130; i += 1)
      storeRun(results, {
        plan: 'many',
        name: `20261122T063725.${String(i).padStart(3, '0')}Z-${i}`,
        verdictText: i === 50 ? violationText('k5') : verdictText(),
      });
    await until200('/runs/many/20261122T063725.129Z-129');
    const rows = async (query: string) => ((await get(server.port, `/?${query}`)).body.match(/<tr class="/g) ?? []).length;
    expect(await rows('q=plan:many')).toBe(100);
    expect(await rows('q=plan:many&page=2')).toBe(30);
    expect(await rows('q=plan:many&page=99')).toBe(30);
    expect(await rows('q=plan:many&outcome=violation')).toBe(1);
    expect(await rows('q=plan:many+found:k5')).toBe(1);
    expect(await rows('q=plan:many+!outcome:pass')).toBe(1);
    expect(await rows('q=plan:many+seed:12')).toBe(1);
    expect(await rows('q=plan:many+12')).toBeGreaterThan(1);
    expect(await rows('q=%22no+such+thing%22')).toBe(0);
    const { body } = await get(server.port, '/?q=plan:many');
    expect(body).toContain('130 runs');
    expect(body).toContain('page 1 of 2, 100 runs each');
    expect(body).toContain('The newest 120 runs are drawn, 10 older ones are not.');
    expect((await get(server.port, '/?sort=duration&order=up')).body).toContain('aria-sort="ascending"');
  });

  it('is the difference of two runs', async () => {
    storeRun(results, {
      name: '20261121T070000.000Z-8',
      planText: planText('smoke', { seed: 8, faults: [{ id: 'f1', kind: 'kill' }] }),
      verdictText: violationText('k3'),
    });
    await until200('/runs/smoke/20261121T070000.000Z-8');
    const [a, b] = ['20261121T063725.123Z-7', '20261121T070000.000Z-8'].map((name) => `run=smoke%2F${name}`);
    const { body } = await get(server.port, `/diff?${a}&${b}`);
    expect(body).toContain('From pass to violation; 2 differences between the plans; 1 new finding, 0 gone');
    expect(body).toContain('<code>faults[0]</code>');
    // A form sends the upper row first, which is the newer one.
    expect((await get(server.port, `/diff?${b}&${a}`)).head).toContain(`Location: /diff?${a}&${b}`);
    for (const query of ['', a, `${a}&${b}&${a}`]) expect((await get(server.port, `/diff?${query}`)).status).toBe(400);
    expect((await get(server.port, `/diff?${a}&run=smoke%2Fnone`)).status).toBe(404);
  });
});

describe('a run that goes on', () => {
  it('is followed as its files grow, until it has ended', async () => {
    // Written by this process, so that it goes on for as long as the test does.
    const running = JSON.stringify({ pid: process.pid, startTicks: null });
    const dir = storeRun(results, { plan: 'live', verdictText: undefined, files: { 'running.json': running, 'history.jsonl': '' } });
    const history = join(dir, 'history.jsonl');
    const write = (...events: object[]) => appendFileSync(history, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    const live = '/runs/live/20261121T063725.123Z-7';
    await until200(`${live}/live`);
    const events = await follow(`${server.url.slice(0, -1)}${live}/events`);
    write(
      { index: 0, time: 0, process: 'nemesis', type: 'info', f: 'phase', value: { name: 'safety' } },
      { index: 1, time: 1e6, process: 0, type: 'invoke', f: 'put', key: 'k', value: hostile },
      { index: 2, time: 2e6, process: 0, type: 'ok', f: 'put', key: 'k', value: hostile },
      { index: 3, time: 3e6, process: 'nemesis', type: 'info', f: 'fault-begin', value: { id: 'f1', kind: 'kill', target: [hostile] } },
    );
    appendFileSync(history, 'no JSON\n{"index":4,"time":4e6,"process":"');
    appendFileSync(join(dir, 'trace', 'n2.jsonl'), `${JSON.stringify({ node: 'n2', boot: 1, seq: 1, at: 1, event: 'lead', term: 3 })}\n`);
    await until('the fault to be shown', () => events.last()?.faults.length === 1);
    expect(events.last()).toMatchObject({
      phase: 'safety',
      texts: { ok: '1', leader: 'n2, term 3', unreadable: '1 line of the history cannot be read.' },
    });
    expect(JSON.stringify(events.last()?.faults)).toContain('</script>');
    expect(
      events
        .raw()
        .replaceAll('\n', '')
        .search(/\p{Cc}|\u202e/u),
    ).toBe(-1);
    const page = await get(server.port, `${live}/live`);
    expect(page.body).toContain('<meta http-equiv="refresh" content="2">');
    expect(page.body.match(/<img|onerror="/)).toEqual(null);
    appendFileSync(history, '"}\n');
    write({ index: 5, time: 5e6, process: 'nemesis', type: 'info', f: 'fault-end', value: { id: 'f1', state: 'in-force' } });
    await until('the fault to be over', () => events.last()?.texts['ended-faults'] === '1');
    writeFileSync(join(dir, 'verdict.json'), violationText('k3'));
    rmSync(join(dir, 'running.json'));
    await events.ended;
    expect(events.last()?.ended).toEqual({ standing: 'violation', headline: 'Not linearizable: key k3' });
    // A browser that asks again is told not to.
    expect((await get(server.port, `${live}/events`)).status).toBe(204);
    expect((await get(server.port, `${live}/live`)).head).toContain(`Location: ${live}`);
  });

  it('tells what nodes did wrong while it goes on, and of real runs too', async () => {
    const { child, ended } = startCli(folder.path, [
      'run',
      '--bug',
      'vote-not-persisted',
      '--nodes',
      '3',
      '--nemesis',
      'kill',
      '--time-limit',
      '60s',
    ]);
    const at = () =>
      readdirSync(join(results)).includes('bug-vote-not-persisted') ? readdirSync(join(results, 'bug-vote-not-persisted'))[0] : undefined;
    await until('the run to have a folder', () => at() !== undefined);
    const live = `/runs/bug-vote-not-persisted/${at()}`;
    await until200(`${live}/live`);
    const events = await follow(`${server.url.slice(0, -1)}${live}/events`);
    await until('a finding', () => (events.last()?.findings.length ?? 0) > 0);
    expect(events.last()?.findings[0]).toMatchObject({ title: 'A vote was given before it was on disk', pale: 'raft-safety' });
    process.kill(-(child.pid ?? 0), 'SIGINT');
    await ended;
    await events.ended;
    expect(events.last()?.ended?.standing).toBe('violation');
  });
});

describe('the command', () => {
  it('leaves nothing on Ctrl-C, in the middle of a live view, and ends with 0', async () => {
    const running = JSON.stringify({ pid: process.pid, startTicks: null });
    const dir = storeRun(results, { plan: 'leaving', verdictText: undefined, files: { 'running.json': running, 'history.jsonl': '' } });
    const before = readdirSync(dir, { recursive: true }).sort();
    const other = await startServer(folder.path);
    const sockets = listeningSockets([other.child.pid ?? 0]);
    expect(sockets.length).toBe(1);
    const events = await follow(`${other.url}runs/leaving/20261121T063725.123Z-7/events`);
    await until('the view', () => events.last() !== undefined);
    const { code, stderr } = await other.interrupt();
    expect([code, stderr]).toEqual([0, 'faultline: serving results, to this machine only; Ctrl-C ends it\n']);
    expect(stillListening(sockets)).toEqual([]);
    expect(readdirSync(dir, { recursive: true }).sort()).toEqual(before);
    await events.ended;
  });

  it('says what is wrong with a port, a folder, a browser', async () => {
    const taken = await runCli(folder.path, 'serve', '--port', String(server.port));
    expect([taken.code, taken.stderr]).toEqual([254, expect.stringContaining(`got ${server.port}, which somebody listens on already`)]);
    expect((await runCli(folder.path, 'serve', '--results', 'nowhere')).stderr).toContain('Expected a results folder, got nowhere');
    expect((await runCli(folder.path, 'serve', '--port', '70000')).code).toBe(254);
    const { PATH } = process.env;
    process.env['PATH'] = join(folder.path, 'no programs');
    const lonely = await startServer(folder.path, '--open').finally(() => {
      process.env['PATH'] = PATH;
    });
    await until('it to say so', () => lonely.stderr().includes('no browser could be opened (there is no xdg-open)'));
    expect((await lonely.interrupt()).code).toBe(0);
  });

  it('shows an empty folder with what to do next', async () => {
    mkdirSync(join(folder.path, 'empty'));
    const other = await startServer(folder.path, '--results', 'empty');
    expect((await get(other.port, '/')).body).toContain('npx faultline run');
    expect((await get(other.port, '/latest')).head).toContain('Location: /');
    expect((await other.interrupt()).code).toBe(0);
  });
});

/** The listing is at most a second old. */
async function until200(path: string): Promise<void> {
  let status = 0;
  const ask = async (): Promise<void> => {
    while (status !== 200) status = (await get(server.port, path)).status;
  };
  await Promise.race([ask(), until(`${path} to be there`, () => status === 200)]);
}

interface Followed {
  readonly phase: string;
  readonly texts: Readonly<Record<string, string>>;
  readonly faults: readonly object[];
  readonly findings: readonly object[];
  readonly ended?: { readonly standing: string; readonly headline: string };
}

/** Reads server-sent events as a browser does. */
async function follow(url: string) {
  const response = await fetch(url);
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  let text = '';
  const ended = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
  })().catch(() => undefined);
  const last = (): Followed | undefined => {
    const data = text
      .slice(0, text.lastIndexOf('\n\n') + 1)
      .split('\n')
      .findLast((line) => line.startsWith('data: '));
    return data === undefined ? undefined : (JSON.parse(data.slice('data: '.length)) as Followed);
  };
  return { ended, last, raw: () => text };
}

/** Reads an archive by the format's own rules. */
function tarOf(response: Response) {
  const whole = response.arrayBuffer().then((bytes) => gunzipSync(Buffer.from(bytes)));
  const names = whole.then((tar) => {
    const found: string[] = [];
    for (let at = 0; tar[at] !== 0; ) {
      const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8);
      found.push(tar.toString('utf8', at, tar.indexOf(0, at)));
      at += 512 + Math.ceil(size / 512) * 512;
    }
    return found;
  });
  return { names, bytes: whole.then(({ length }) => length) };
}
