import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planText, storeRun, verdictText, violationText } from './test-runs-folder.ts';
import { get, hostile, openTestSite, storedRun, tarNames, untilServed } from './test-server.ts';

const huge = 'y'.repeat(1_000_000);
const site = openTestSite();
const { folder, results } = site;

describe('what is served', () => {
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
    await untilServed(site.server, first);
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
      const { status, body } = await get(site.server.port, path);
      expect([path, status]).toEqual([path, 200]);
      expect(body.match(/<img|<script(?! src="\/assets\/page.js" defer>)|onerror=.alert|javascript:/gi)).toEqual(null);
      expect(body.replaceAll(/[\n]/g, '').search(/\p{Cc}|\p{Cs}|\u202e/u)).toBe(-1);
      expect(body.length).toBeLessThan(100_000);
      // Every attribute is in quotes and nothing breaks out of one.
      expect(body.match(/ (?:href|value|class|aria-label)=[^"]/)).toEqual(null);
    }
  });

  it('is shown as far as it can be read: garbage, halves and wrong kinds', async () => {
    const deep = `{"outcome":"pass","system":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const garbage = [
      deep,

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
    await untilServed(site.server, `/runs/garbage/${names.at(-1)}`);
    for (const name of names) {
      expect([name, (await get(site.server.port, `/runs/garbage/${name}`)).status]).toEqual([name, 200]);
      expect((await get(site.server.port, `/diff?run=garbage%2F${name}&run=smoke%2F20261121T063725.123Z-7`)).status).toBe(200);
    }
    expect((await get(site.server.port, '/?q=plan:garbage')).body).toContain('not JSON, or not whole');
    expect(site.server.stderr()).not.toContain('defect');
  });

  it('is a run as one file that tar reads', async () => {
    const response = await fetch(`${site.server.origin}${storedRun}/download`);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="smoke-20261121T063725.123Z-7.tar.gz"');
    const tar = await tarNames(response.clone());
    expect(tar).toContain('20261121T063725.123Z-7/plan.json');
    expect(tar).toContain('20261121T063725.123Z-7/report.html');
    const archive = Buffer.from(await response.arrayBuffer());
    const out = join(folder, 'unpacked');
    mkdirSync(out);
    expect(spawnSync('tar', ['-xzf', '-', '-C', out], { input: archive }).status).toBe(0);
    const back = join(out, '20261121T063725.123Z-7');
    for (const file of ['plan.json', 'verdict.json', 'report.html', 'history.jsonl'])
      expect(readFileSync(join(back, file), 'utf8')).toBe(readFileSync(join(results, 'smoke', '20261121T063725.123Z-7', file), 'utf8'));
  });

  it('is found by search, by outcome, and page by page', async () => {
    for (let i = 0; i < 130; i += 1)
      storeRun(results, {
        plan: 'many',
        name: `20261122T063725.${String(i).padStart(3, '0')}Z-${i}`,
        verdictText: i === 50 ? violationText('k5') : verdictText(),
      });
    await untilServed(site.server, '/runs/many/20261122T063725.129Z-129');
    const rows = async (query: string) => ((await get(site.server.port, `/?${query}`)).body.match(/<tr class="/g) ?? []).length;
    expect(await rows('q=plan:many')).toBe(100);
    expect(await rows('q=plan:many&page=2')).toBe(30);
    expect(await rows('q=plan:many&page=99')).toBe(30);
    expect(await rows('q=plan:many&outcome=violation')).toBe(1);
    expect(await rows('q=plan:many+found:k5')).toBe(1);
    expect(await rows('q=plan:many+!outcome:pass')).toBe(1);
    expect(await rows('q=plan:many+seed:12')).toBe(1);
    expect(await rows('q=plan:many+12')).toBeGreaterThan(1);
    expect(await rows('q=%22no+such+thing%22')).toBe(0);
    const { body } = await get(site.server.port, '/?q=plan:many');
    expect(body).toContain('130 runs');
    expect(body).toContain('page 1 of 2, 100 runs each');
    expect(body).toContain('The newest 120 runs are drawn, 10 older ones are not.');
    expect((await get(site.server.port, '/?sort=duration&order=up')).body).toContain('aria-sort="ascending"');
  });

  it('is the difference of two runs', async () => {
    storeRun(results, {
      name: '20261121T070000.000Z-8',
      planText: planText('smoke', { seed: 8, faults: [{ id: 'f1', kind: 'kill' }] }),
      verdictText: violationText('k3'),
    });
    await untilServed(site.server, '/runs/smoke/20261121T070000.000Z-8');
    const [a, b] = ['20261121T063725.123Z-7', '20261121T070000.000Z-8'].map((name) => `run=smoke%2F${name}`);
    const { body } = await get(site.server.port, `/diff?${a}&${b}`);
    expect(body).toContain('From pass to violation; 2 differences between the plans; 1 new finding, 0 gone');
    expect(body).toContain('<code>faults[0]</code>');
    // A form sends the upper row first, which is the newer one.
    expect((await get(site.server.port, `/diff?${b}&${a}`)).head).toContain(`Location: /diff?${a}&${b}`);
    for (const query of ['', a, `${a}&${b}&${a}`]) expect((await get(site.server.port, `/diff?${query}`)).status).toBe(400);
    expect((await get(site.server.port, `/diff?${a}&run=smoke%2Fnone`)).status).toBe(404);
  });

  it('holds the pages of campaigns, whose links lead to the reports of runs, and nothing else beside them', async () => {
    const suite = join(results, 'nightly');
    mkdirSync(suite, { recursive: true });
    const name = '20261121T063725.123Z-shard-2-of-3.campaign.html';
    writeFileSync(join(suite, name), '<!doctype html><title>campaign</title>');
    writeFileSync(join(suite, '<img src=x onerror=alert(1)>.campaign.html'), '');
    writeFileSync(join(suite, 'secret.txt'), 'secret');
    symlinkSync(join(suite, 'secret.txt'), join(suite, 'linked.campaign.html'));
    const listed = await get(site.server.port, '/campaigns');
    expect(listed.body).toContain(`<a href="/campaigns/nightly/${name}">nightly, 2026-11-21 06:37:25 UTC, shard 2 of 3</a>`);
    expect(listed.body).not.toMatch(/<img|linked/);
    expect((await get(site.server.port, '/')).body).toContain(`/campaigns/nightly/${name}`);
    const page = await get(site.server.port, `/campaigns/nightly/${name}`);
    expect(page.status).toBe(200);
    expect(page.head).toMatch(/content-security-policy: sandbox allow-scripts/i);
    expect(page.body).toContain('<title>campaign</title>');
    const link = await get(site.server.port, '/campaigns/smoke/20261121T063725.123Z-7/report.html');
    expect([link.status, /location: (.*)\r/i.exec(link.head)?.[1]]).toEqual([302, `${storedRun}/report`]);
    for (const path of ['nightly', 'nightly/secret.txt', 'nightly/linked.campaign.html', 'smoke/none/report.html', `x/${name}`])
      expect([path, (await get(site.server.port, `/campaigns/${path}`)).status]).toEqual([path, 404]);
    expect((await get(site.server.port, `/campaigns/nightly/..%2F${name}`)).status).toBe(400);
  });
});
