import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectReport } from '../data/index.ts';
import { makeRun, type TestRun } from '../test-runs/index.ts';
import { buildTemplate } from './build.mjs';
import { renderReport } from './render.ts';

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];
const executablePath = candidates.find((path) => existsSync(path));
const browserArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
const hostile = `</script><img src=x onerror="document.title='stolen'">\u0001\u202e\ud800${'x'.repeat(1_000_000)}`;

if (executablePath === undefined) console.warn(`The report's browser tests are skipped: none of ${candidates.join(', ')} is there.`);

describe.skipIf(executablePath === undefined)('the report in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-report-'));
  let browser: Browser;
  let template = '';

  beforeAll(async () => {
    template = await buildTemplate();
    browser = await chromium.launch({ args: browserArgs, ...(executablePath === undefined ? {} : { executablePath }) });
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens the report of a run as a file; `complaints` collects whatever the page says to the console. */
  async function open(run: TestRun, colorScheme: 'light' | 'dark' = 'light'): Promise<{ page: Page; complaints: string[] }> {
    const file = join(folder, `${run.outcome}-${run.operationCount}.html`);
    writeFileSync(file, renderReport(collectReport(makeRun(run)), { template }));
    const page = await browser.newPage({ viewport: { width: 1300, height: 900 }, colorScheme });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => request.url().startsWith('file:') || complaints.push(`asked for ${request.url()}`));
    await page.goto(pathToFileURL(file).href);
    await page.locator('.plot canvas').waitFor();
    return { page, complaints };
  }

  /** The stretch that the time axis shows, as the page itself says it. */
  const shown = async (page: Page) => (await page.locator('.timeline .window').textContent()) ?? '';

  it('shows the outcome, the findings and the command that runs it again', async () => {
    const { page, complaints } = await open({ operationCount: 2000, outcome: 'violation' });
    expect(await page.locator('h1').textContent()).toBe('Not linearizable: key k3');
    expect(await page.locator('.finding h3').allTextContents()).toEqual([
      'Not linearizable: key k3',
      'Two leaders in one term, or one that was not elected',
    ]);
    expect(await page.locator('.command code').textContent()).toContain('--seed 7 --bug stale-read@n2');
    expect(await page.locator('.operations tr.stuck').textContent()).toContain('cannot be placed');
    expect(await page.locator('.excerpts li.wanted').count()).toBe(2);
    expect(await page.locator('.logs tr.differs').count()).toBe(1);
    expect(await page.locator('.log').textContent()).toBe('listening\nleads term 1');
    await page.close();
    expect(complaints).toEqual([]);
  });

  it('zooms by wheel, by drag and by key, pins an operation and jumps to a finding', async () => {
    const { page, complaints } = await open({ operationCount: 2000, outcome: 'violation' });
    const plot = page.locator('.plot');
    await plot.scrollIntoViewIfNeeded();
    const box = (await plot.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const whole = await shown(page);
    const differs = async (from: string) => expect.poll(() => shown(page)).not.toBe(from);

    await page.mouse.move(box.x + box.width / 2, box.y + 60);
    await page.mouse.wheel(0, -240);
    await differs(whole);
    await page.keyboard.press('0');
    await expect.poll(() => shown(page)).toBe(whole);

    await page.mouse.move(box.x + 400, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 500, box.y + 60, { steps: 3 });
    await page.mouse.up();
    await differs(whole);
    const dragged = await shown(page);
    await page.keyboard.press('d');
    await differs(dragged);
    await page.mouse.dblclick(box.x + 450, box.y + 60);
    await expect.poll(() => shown(page)).toBe(whole);

    await page.mouse.move(box.x + 110, box.y + 120);
    await page.locator('.hover .card').waitFor();
    await page.locator('.finding .jump').first().click();
    await differs(whole);
    await page.locator('.card.pinned').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.card.pinned').waitFor({ state: 'detached' });
    await page.keyboard.press('0');
    await expect.poll(() => shown(page)).toBe(whole);
    await page.keyboard.press('.');
    await differs(whole);
    await page.close();
    expect(complaints).toEqual([]);
  });

  it('follows the system from light to dark, canvas and all', async () => {
    const { page, complaints } = await open({ operationCount: 100_000, outcome: 'pass' });
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const pixels = () => page.evaluate(() => document.querySelector('canvas')?.toDataURL().length ?? 0);
    const light = await ground();
    await expect.poll(pixels).toBeGreaterThan(10_000);
    const drawn = await page.evaluate(() => document.querySelector('canvas')?.toDataURL());
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await ground()).not.toBe(light);
    await expect.poll(() => page.evaluate(() => document.querySelector('canvas')?.toDataURL())).not.toBe(drawn);
    expect(await page.locator('h1').textContent()).toBe('Linearizable and safe under 5 faults');
    await page.close();
    expect(complaints).toEqual([]);
  });

  it('shows hostile values as text', async () => {
    const { page, complaints } = await open({ operationCount: 60, outcome: 'violation', hostile }, 'dark');
    expect(await page.title()).toBe('violation: smoke, seed 7 (Faultline)');
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('h1').textContent()).toContain('</script><img src=x');
    const text = (await page.locator('#report').textContent()) ?? '';
    expect(text.replaceAll('\n', '').search(/\p{Cc}|\p{Cs}|\u202e/u)).toBe(-1);
    expect(text.length).toBeLessThan(30_000);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await page.close();
    expect(complaints).toEqual([]);
  });
});
