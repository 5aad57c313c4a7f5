import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectCampaign, collectReport, renderCampaign, renderReport } from '../report/index.ts';
import { makeRun, manyRuns } from '../report/test-runs/index.ts';
import { type ResultsServer, serveResults } from './index.ts';

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];
const executablePath = candidates.find((path) => existsSync(path));
const browserArgs = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--no-first-run'];
const hostile = `</script><img src=x onerror="document.title='stolen'">\u0001\u202e\ud800${'x'.repeat(100_000)}`;

if (executablePath === undefined) console.warn(`The server's browser tests are skipped: none of ${candidates.join(', ')} is there.`);

describe.skipIf(executablePath === undefined)('the results in a browser', () => {
  const root = mkdtempSync(join(tmpdir(), 'faultline-serve-'));
  let browser: Browser;
  let server: ResultsServer;
  const failures: string[] = [];

  beforeAll(async () => {
    for (let i = 0; i < 12; i += 1) store('smoke', i, 'pass');
    store('nightly', 20, 'violation');
    store('hostile', 30, 'violation', hostile);
    const live = join(root, 'live', nameOf(40));
    mkdirSync(join(live, 'trace'), { recursive: true });
    writeFileSync(join(live, 'plan.json'), JSON.stringify({ ...makeRun({ operationCount: 2, outcome: 'pass' }).plan, name: 'live' }));
    writeFileSync(join(live, 'history.jsonl'), '');
    writeFileSync(join(live, 'running.json'), JSON.stringify({ pid: process.pid, startTicks: null }));
    server = await serveResults({ root, port: 0, watch: () => undefined, failed: (message) => failures.push(message) });
    browser = await chromium.launch({ args: browserArgs, ...(executablePath === undefined ? {} : { executablePath }) });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(root, { recursive: true, force: true });
    expect(failures).toEqual([]);
  });

  /** A run's folder as a run leaves it, its report included. */
  function store(plan: string, number: number, outcome: 'pass' | 'violation', text?: string): void {
    const source = makeRun({ operationCount: 100, outcome, ...(text === undefined ? {} : { hostile: text }) });
    const dir = join(root, plan, nameOf(number));
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'plan.json'), JSON.stringify({ ...source.plan, name: plan, seed: number }));
    writeFileSync(join(dir, 'verdict.json'), JSON.stringify({ ...source.verdict, plan, seed: number, durationMs: 20_000 + number * 100 }));
    writeFileSync(join(dir, 'report.html'), renderReport(collectReport(source)));
  }

  async function open(path: string, options: BrowserContextOptions = {}): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage({ viewport: { width: 1300, height: 900 }, ...options });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => request.url().startsWith(server.url) || complaints.push(`asked for ${request.url()}`));
    await page.goto(`${server.url.slice(0, -1)}${path}`);
    return { page, complaints };
  }

  const rows = (page: Page) => page.locator('form.runs tbody tr').count();

  it('searches as one types, keeps the address, and filters by outcome', async () => {
    const { page, complaints } = await open('/');
    expect(await rows(page)).toBe(15);
    await page.keyboard.press('/');
    await page.keyboard.type('plan:smoke !seed:3');
    await expect.poll(() => rows(page)).toBe(11);
    expect(new URL(page.url()).searchParams.get('q')).toBe('plan:smoke !seed:3');
    await expect.poll(() => page.locator('#told').textContent()).toBe('11 runs');
    expect(await page.locator('.charts figure').count()).toBe(4);
    await page.reload();
    expect(await rows(page)).toBe(11);
    await page.locator('input[type=search]').fill('no such run');
    await page.locator('.empty').waitFor();
    await page.locator('input[type=search]').fill('');
    await expect.poll(() => rows(page)).toBe(15);
    await page.locator('.filters a', { hasText: 'violation' }).click();
    expect(await rows(page)).toBe(2);
    await page.locator('thead a', { hasText: 'duration' }).click();
    expect(await page.locator('th[aria-sort]').getAttribute('aria-sort')).toBe('descending');
    await page.close();
    expect(complaints).toEqual([]);
  });

  it('compares the two runs that are ticked', async () => {
    const { page, complaints } = await open('/');
    const compare = page.locator('button.compare');
    expect(await compare.isDisabled()).toBe(true);
    await page.locator('tr', { hasText: 'nightly' }).locator('input').check();
    expect(await compare.textContent()).toBe('Compare: 1 of 2 ticked');
    await page.locator('tr.pass input').first().check();
    await compare.click();
    expect(await page.locator('h1').textContent()).toContain('2 differences between the plans');
    await page.locator('a', { hasText: 'The other way round' }).click();
    expect(await page.locator('h1').textContent()).toContain('2 differences between the plans');
    await page.close();
    expect(complaints).toEqual([]);
  });

  it('shows a run, and its report in a sandbox in which it still works', async () => {
    const { page, complaints } = await open(`/runs/nightly/${nameOf(20)}`);
    expect(await page.locator('h1').textContent()).toBe('Not linearizable: a stale read of k3');
    await page.locator('a.way', { hasText: 'Report' }).click();
    await page.locator('h1').waitFor();
    expect(await page.title()).toContain('violation');
    expect(await page.evaluate(() => self.origin)).toBe('null');
    await page.waitForFunction(() => performance.getEntriesByName('faultline-drawn').length > 0);
    const shown = await page.locator('.timeline .window').textContent();
    await page.keyboard.press('w');
    await expect.poll(() => page.locator('.timeline .window').textContent()).not.toBe(shown);
    await page.getByLabel('Copy the command').click();
    await expect.poll(() => page.locator('.command button').textContent()).toBe('copied');
    await page.close();
    expect(complaints).toEqual([]);
  });

  it('shows the page of a campaign in a sandbox in which it still works, and goes on to the runs', async () => {
    const file = join(root, 'nightly', '20261121T070000.000Z.campaign.html');
    const linkOf = () => `../nightly/${nameOf(20)}/report.html`;
    writeFileSync(file, renderCampaign(collectCampaign(manyRuns(60), { linkOf })));
    const { page, complaints } = await open('/');
    await page.getByRole('link', { name: 'nightly, 2026-11-21 07:00:00 UTC' }).click();
    await page.locator('.search input').fill('seed:4');
    await expect.poll(() => page.locator('.search .found').textContent()).toBe('1 of 60 runs');
    await page.locator('.runs .again button').click();
    await expect.poll(() => page.locator('.runs .again button').textContent()).toBe('copied');
    await page.locator('.runs tbody a').click();
    await page.waitForURL(`**/runs/nightly/${nameOf(20)}/report`);
    expect(await page.locator('h1').textContent()).toMatch(/^Not linearizable/);
    await page.close();
    expect(complaints).toEqual([]);
  });

  it('follows a run to its end without being loaded anew', async () => {
    const dir = join(root, 'live', nameOf(40));
    const write = (...events: object[]) =>
      appendFileSync(join(dir, 'history.jsonl'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    const { page, complaints } = await open(`/runs/live/${nameOf(40)}/live`);
    write(
      { index: 0, time: 0, process: 'nemesis', type: 'info', f: 'phase', value: { name: 'safety' } },
      { index: 1, time: 1e6, process: 0, type: 'invoke', f: 'get', key: 'k', value: null },
      { index: 2, time: 2e6, process: 0, type: 'fail', f: 'get', key: 'k', value: null, error: 'timeout' },
      { index: 3, time: 3e6, process: 'nemesis', type: 'info', f: 'fault-begin', value: { id: hostile, kind: hostile, target: [hostile] } },
    );
    await expect.poll(() => page.locator('[data-live=fail]').textContent()).toBe('1');
    expect(await page.locator('[aria-current=step]').textContent()).toBe('safety');
    await expect.poll(() => page.locator('svg.rates rect.fail').count()).toBe(1);
    expect(await page.locator('[data-live=top]').textContent()).toBe('1');
    expect(await page.locator('[data-live=faults]').textContent()).toContain('</script>');
    expect(await page.locator('img').count()).toBe(0);
    writeFileSync(join(dir, 'verdict.json'), JSON.stringify(makeRun({ operationCount: 100, outcome: 'pass' }).verdict));
    rmSync(join(dir, 'running.json'));
    await expect.poll(() => page.locator('#live-status').textContent()).toContain('The run is over: pass.');
    await page.locator('#live-status a').click();
    expect(await page.locator('.word').textContent()).toBe('pass');
    await page.close();
    expect(complaints).toEqual([]);
  });

  it('is whole without a script', async () => {
    const { page, complaints } = await open('/?q=plan:smoke', { javaScriptEnabled: false });
    expect(await rows(page)).toBe(12);
    await page.locator('input[type=search]').fill('seed:4');
    await page.locator('.search button').click();
    expect(await rows(page)).toBe(1);
    await page.goto(server.url);
    await page.locator('tr', { hasText: 'nightly' }).locator('input').check();
    await page.locator('tr.pass input').first().check();
    await page.locator('button.compare').click();
    expect(await page.locator('h1').textContent()).toContain('differences between the plans');
    await page.close();
    expect(complaints).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('shows hostile values as text, and keeps its shape: %s', async (colorScheme) => {
    for (const width of [1300, 420]) {
      for (const path of ['/', `/runs/hostile/${nameOf(30)}`, `/diff?run=smoke%2F${nameOf(1)}&run=hostile%2F${nameOf(30)}`]) {
        const { page, complaints } = await open(path, { colorScheme, viewport: { width, height: 800 } });
        expect(await page.title()).not.toContain('stolen');
        expect(await page.locator('img').count()).toBe(0);
        const text = (await page.locator('body').textContent()) ?? '';
        expect(text.replaceAll('\n', '').search(/\p{Cc}|\p{Cs}|\u202e/u)).toBe(-1);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
        await page.close();
        expect(complaints).toEqual([]);
      }
    }
    const { page } = await open('/', { colorScheme });
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(ground).toBe(colorScheme === 'light' ? 'rgb(251, 251, 249)' : 'rgb(20, 23, 26)');
    await page.close();
  });
});

function nameOf(number: number): string {
  return `20261121T0637${String(number).padStart(2, '0')}.000Z-${number}`;
}
