import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, startCli, until } from './test-cli.ts';
import { listeningSockets, stillListening } from './test-leftovers.ts';
import { storeRun, violationText } from './test-runs-folder.ts';
import { follow, get, hostile, openTestSite, startServer, untilServed } from './test-server.ts';

const site = openTestSite();
const { folder, results } = site;

describe('a run that goes on', () => {
  it('is followed as its files grow, until it has ended', async () => {
    // Written by this process, so that it goes on for as long as the test does.
    const running = JSON.stringify({ pid: process.pid, startTicks: null });
    const dir = storeRun(results, { plan: 'live', verdictText: undefined, files: { 'running.json': running, 'history.jsonl': '' } });
    const history = join(dir, 'history.jsonl');
    const write = (...events: object[]) => appendFileSync(history, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    const live = '/runs/live/20261121T063725.123Z-7';
    await untilServed(site.server, `${live}/live`);
    const events = await follow(`${site.server.origin}${live}/events`);
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
    const page = await get(site.server.port, `${live}/live`);
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
    expect((await get(site.server.port, `${live}/events`)).status).toBe(204);
    expect((await get(site.server.port, `${live}/live`)).head).toContain(`Location: ${live}`);
  });

  it('tells what nodes did wrong while it goes on, and of real runs too', async () => {
    const { child, ended } = startCli(folder, [
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
      existsSync(join(results, 'bug-vote-not-persisted'))
        ? readdirSync(join(results, 'bug-vote-not-persisted')).find((name) => !name.endsWith('.campaign.json'))
        : undefined;
    await until('the run to have a folder', () => at() !== undefined);
    const live = `/runs/bug-vote-not-persisted/${at()}`;
    await untilServed(site.server, `${live}/live`);
    const events = await follow(`${site.server.origin}${live}/events`);
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
    const other = await startServer(folder);
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
    const taken = await runCli(folder, 'serve', '--port', String(site.server.port));
    expect([taken.code, taken.stderr]).toEqual([
      254,
      expect.stringContaining(`got ${site.server.port}, which somebody listens on already`),
    ]);
    expect((await runCli(folder, 'serve', '--results', 'nowhere')).stderr).toContain('Expected a results folder, got nowhere');
    expect((await runCli(folder, 'serve', '--port', '70000')).code).toBe(254);
    const { PATH } = process.env;
    process.env['PATH'] = join(folder, 'no programs');
    const lonely = await startServer(folder, '--open').finally(() => {
      process.env['PATH'] = PATH;
    });
    await until('it to say so', () => lonely.stderr().includes('no browser could be opened (there is no xdg-open)'));
    expect((await lonely.interrupt()).code).toBe(0);
  });

  it('shows an empty folder with what to do next', async () => {
    mkdirSync(join(folder, 'empty'));
    const other = await startServer(folder, '--results', 'empty');
    expect((await get(other.port, '/')).body).toContain('npx faultline run');
    expect((await get(other.port, '/latest')).head).toContain('Location: /');
    expect((await other.interrupt()).code).toBe(0);
  });
});
