import { describe, expect, it } from 'vitest';
import { noBrowser, shown, useBrowser } from './test-browser.ts';

const hostile = `</script><img src=x onerror="document.title='stolen'">\u0001\u202e\ud800${'x'.repeat(1_000_000)}`;

if (noBrowser !== undefined) console.warn(noBrowser);

describe.skipIf(noBrowser !== undefined)('the report in a browser', () => {
  const open = useBrowser();

  it('tells first what broke, when, and what was going on, and opens there', async () => {
    const { page, complaints } = await open({ operationCount: 2000, outcome: 'violation' });
    expect(await page.locator('h1').textContent()).toMatch(
      /^Not linearizable: a stale read of k3 at \d\.\d\d s, while n2, then the leader, was cut off from all others$/,
    );
    expect(await page.locator('.lede').textContent()).toMatch(
      /^Client \d wrote .* that it was done\. Client \d read k3 .* ms after that write was done, and saw .*: neither that write nor anything newer/,
    );
    expect(await page.locator('.finding h3').allTextContents()).toEqual([
      'Not linearizable: a stale read of k3',
      expect.stringMatching(/^Two leaders in one term, or one that was not elected, at /),
    ]);
    expect(await page.locator('.command code').textContent()).toContain('--seed 7 --bug stale-read@n2');
    expect(await page.locator('.finding').first().locator('.diagram').first().locator('text.note.stuck').textContent()).toBe('stale');
    expect(await page.locator('.caption').textContent()).toContain('2 operations alone are impossible together');
    expect(await page.locator('.operations tr.stuck').first().textContent()).toContain('stale');
    expect(await shown(page)).not.toContain('0.000 s to');
    await page.locator('.card.pinned').waitFor();
    await page.close();
    expect(complaints).toEqual([]);
  });

  it('shows trace events and logs that contradict each other side by side', async () => {
    const { page, complaints } = await open({ operationCount: 2000, outcome: 'violation' }, { hash: '#finding=2' });
    const finding = page.locator('#finding-2');
    expect(await finding.getAttribute('open')).not.toBeNull();
    expect(await finding.locator('.excerpts li.wanted').count()).toBe(2);
    expect(await finding.locator('.logs tr.differs').count()).toBe(1);
    expect(await finding.locator('.reason').textContent()).toContain('A term has one leader at most');
    expect(await page.locator('.log').textContent()).toBe('listening\nleads term 1');
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

  it.each(['inconclusive', 'broken'] as const)('says what a run that is %s came to', async (outcome) => {
    const { page, complaints } = await open({ operationCount: 200, outcome });
    expect(await page.locator('.outcome .word').textContent()).toBe(outcome);
    expect(await shown(page)).toContain('0.000 s to');
    await page.close();
    expect(complaints).toEqual([]);
  });

  it('shows hostile values as text', async () => {
    const { page, complaints } = await open({ operationCount: 60, outcome: 'violation', hostile }, { colorScheme: 'dark' });
    expect(await page.title()).toBe('violation: smoke, seed 7 (Faultline)');
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('h1').textContent()).toContain('</script><img src=x');
    const text = (await page.locator('#report').textContent()) ?? '';
    expect(text.replaceAll('\n', '').search(/\p{Cc}|\p{Cs}|\u202e/u)).toBe(-1);
    expect(text.length).toBeLessThan(40_000);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await page.close();
    expect(complaints).toEqual([]);
  });

  it('has a name for everything that can be used, and headings in order', async () => {
    const { page, complaints } = await open({ operationCount: 2000, outcome: 'violation' });
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll('button, input, [tabindex="0"], svg, dialog')]
        .filter((element) => {
          const name = element.getAttribute('aria-label') ?? element.getAttribute('aria-labelledby') ?? element.textContent ?? '';
          return name.trim() === '';
        })
        .map((element) => element.outerHTML.slice(0, 80)),
    );
    expect(nameless).toEqual([]);
    const levels = await page.evaluate(() =>
      [...document.querySelectorAll('main h1, main h2, main h3, main h4')].map(({ tagName }) => Number(tagName.slice(1))),
    );
    expect(levels[0]).toBe(1);
    for (const [i, level] of levels.entries()) expect(level - (levels[i - 1] ?? 1), `heading ${i}`).toBeLessThanOrEqual(1);
    await page.close();
    expect(complaints).toEqual([]);
  });

  it('prints every finding, and no buttons', async () => {
    const { page, complaints } = await open({ operationCount: 2000, outcome: 'violation' });
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('details.finding:not([open])').count()).toBe(0);
    expect(await page.locator('.command button').isVisible()).toBe(false);
    expect(await page.locator('.filter').isVisible()).toBe(false);
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
    await page.close();
    expect(complaints).toEqual([]);
  });
});
