import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { makeCampaign, manyRuns } from '../test-runs/index.ts';
import { noBrowser, useCampaigns } from './test-browser.ts';

const hostile = `</script><img src=x onerror="document.title='stolen'"><a href="javascript:alert(1)">k</a>\u0001\u202e\ud800${'x'.repeat(2000)}`;
const rows = (page: Page) => page.locator('.runs tbody tr');
const told = (page: Page) => page.locator('.search .found').textContent();

if (noBrowser !== undefined) console.warn(noBrowser);

describe.skipIf(noBrowser !== undefined)('the page of a campaign in a browser', () => {
  const open = useCampaigns();

  it('tells first what it came to, then each finding once, then the gate, the matrix and every run', async () => {
    const { page, complaints } = await open(manyRuns(60));
    expect(await page.title()).toBe('violation: nightly, 60 runs (Faultline)');
    expect(await page.locator('h1').textContent()).toBe(
      'Not linearizable: a stale read of k1, in kv-nodes-5 seed 2, and the same in 5 more runs',
    );
    expect(await page.locator('.missing li').allTextContents()).toContain('nightly: shard 3/5 is missing: its runs are not judged');
    expect(await page.locator('.group h3').allTextContents()).toEqual([
      'Not linearizable: a stale read',
      'Two leaders in one term, or one that was not elected',
      'Could not be judged by linearizability',
      'Not linearizable: a stale read of k0',
    ]);
    expect(await page.locator('.group').first().textContent()).toContain('found in 6 of 60 runs, of 4 entries, first seed 2');
    expect(await page.locator('main h2').allTextContents()).toEqual([
      'Not run, or not judged',
      'What was found',
      'The gate: measured against allowed',
      'Violations that the suite expects',
      'The matrix',
      'All runs',
      'Faults over all runs',
      'Rules that came up',
      'Verdicts by checker',
    ]);
    expect(await rows(page).count()).toBe(60);
    expect(await rows(page).first().textContent()).toContain('violation');
    await page.close();
    expect(complaints).toEqual([]);
  });

  it('searches and filters, by key too, and keeps what is looked at in the address', async () => {
    const { page, complaints } = await open(manyRuns(60));
    await page.keyboard.press('/');
    await page.keyboard.type('stale !expected k3');
    await expect.poll(() => told(page)).toMatch(/^\d+ of 60 runs$/);
    for (const text of await rows(page).allTextContents()) expect(text).toContain('stale read of k3');
    await expect.poll(() => page.evaluate(() => window.location.hash)).toBe('#q=stale%20!expected%20k3');
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
    await page.getByRole('button', { name: 'show all' }).click();
    await page.getByRole('button', { name: 'inconclusive 2', exact: true }).click();
    await expect.poll(() => told(page)).toBe('2 of 60 runs');
    expect(await page.getByRole('button', { name: 'inconclusive 2', exact: true }).getAttribute('aria-pressed')).toBe('true');
    await page.reload();
    await expect.poll(() => told(page)).toBe('2 of 60 runs');
    await page.getByRole('button', { name: 'Show these 2 runs' }).first().click();
    await expect.poll(() => told(page)).toBe('2 of 60 runs: Two leaders in one term, or one that was not elected');
    await page.getByRole('button', { name: /^kv-nodes-3: violation/ }).click();
    await expect.poll(() => told(page)).toBe('15 of 60 runs');
    expect(await page.locator('.search input').inputValue()).toBe('entry:"kv-nodes-3"');
    await page.close();
    expect(complaints).toEqual([]);
  });

  it('puts the runs in order by any column, and says so to a screen reader', async () => {
    const { page, complaints } = await open(manyRuns(60));
    const seeds = () => page.locator('.runs tbody tr td:nth-child(3)').allTextContents();
    const head = page.locator('.runs th[aria-sort]:has-text("seed")');
    await head.locator('button').press('Enter');
    await expect.poll(() => head.getAttribute('aria-sort')).toBe('ascending');
    expect(await seeds()).toEqual(Array.from({ length: 60 }, (_, i) => String(i + 1)));
    await head.locator('button').press('Enter');
    await expect.poll(() => head.getAttribute('aria-sort')).toBe('descending');
    expect((await seeds())[0]).toBe('60');
    expect(await page.locator('.runs th[aria-sort="none"]').count()).toBe(8);
    await page.close();
    expect(complaints).toEqual([]);
  });

  it('links runs to their pages, and copies commands', async () => {
    const { page, complaints } = await open(manyRuns(60));
    const link = page.locator('.runs tbody tr').first().locator('a');
    expect(await link.getAttribute('href')).toBe('../results%2Fkv-nodes-5%2F20261121T063711.000Z-2/report.html');
    expect(await rows(page).last().locator('a').count()).toBe(0);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const copy = page.getByLabel('Copy the command that runs kv-nodes-5 seed 2 again');
    await copy.click();
    await expect.poll(() => copy.textContent()).toBe('copied');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('npx faultline run nightly.yaml --grep kv-nodes-5 --seed 2');
    await page.close();
    expect(complaints).toEqual([]);
  });

  it('stays small and quick with ten thousand runs: some are drawn, all are searched', async () => {
    const { page, complaints } = await open(manyRuns(10_000));
    expect(await rows(page).count()).toBe(200);
    await page.getByRole('button', { name: 'Show 200 more' }).click();
    await expect.poll(() => rows(page).count()).toBe(400);
    await page.locator('.search input').fill('seed:9999');
    await expect.poll(() => told(page)).toBe('1 of 10,000 runs');
    await page.close();
    expect(complaints).toEqual([]);
  });

  it('shows hostile values as text, and no link that leads elsewhere', async () => {
    const whole = manyRuns(80, hostile);
    const elsewhere = [
      'javascript:alert(1)',
      'JavaScript:alert(1)',
      'https://evil.example/x',
      '//evil.example/x',
      '/etc/passwd',
      'data:text/html,x',
    ];
    const strangers = makeCampaign(
      'violation',
      elsewhere.map((dir) => ({ outcome: 'violation', dir })),
    ).summary.runs;
    const summary = { ...whole.summary, runs: [...strangers, ...whole.summary.runs] };
    const { page, complaints } = await open({ ...whole, summary }, { colorScheme: 'dark' });
    expect(await page.title()).toMatch(/^violation: /);
    expect(await page.locator('img').count()).toBe(0);
    const hrefs = await page.locator('a').evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
    expect(hrefs).toEqual([]);
    expect(await rows(page).count()).toBe(86);
    const text = (await page.locator('#report').textContent()) ?? '';
    expect(text).toContain('</script><img src=x');
    expect(text.replaceAll('\n', '').search(/\p{Cc}|\p{Cs}|\u202e/u)).toBe(-1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await page.close();
    expect(complaints).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('can be used by key and by screen reader, and printed (%s)', async (colorScheme) => {
    const { page, complaints } = await open(manyRuns(60), { colorScheme });
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll('button, input, table, a')]
        .filter((element) => {
          const name = element.getAttribute('aria-label') ?? element.querySelector('caption')?.textContent ?? element.textContent ?? '';
          return name.trim() === '' || (element.tagName === 'TABLE' && element.querySelector('caption') === null);
        })
        .map((element) => element.outerHTML.slice(0, 80)),
    );
    expect(nameless).toEqual([]);
    const levels = await page.evaluate(() =>
      [...document.querySelectorAll('main h1, main h2, main h3')].map(({ tagName }) => Number(tagName.slice(1))),
    );
    for (const [i, level] of levels.entries()) expect(level - (levels[i - 1] ?? 0), `heading ${i}`).toBeLessThanOrEqual(1);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.search').isVisible()).toBe(false);
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
    await page.close();
    expect(complaints).toEqual([]);
  });

  it('says in a few words what a campaign came to that ran nothing', async () => {
    const error = { code: 'suite-unknown-key', message: 'expected no key "x"', at: 's.yaml:4:1' };
    const { page, complaints } = await open(makeCampaign('broken', [], { error }));
    expect(await page.locator('h1').textContent()).toBe('expected no key "x"');
    expect(await page.locator('.runs .none').textContent()).toBe('No run matches.');
    await page.close();
    expect(complaints).toEqual([]);
  });
});
