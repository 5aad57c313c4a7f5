import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { noBrowser, shown, useBrowser } from './test-browser.ts';

describe.skipIf(noBrowser !== undefined)('the time axis in a browser', () => {
  const open = useBrowser();
  const run = { operationCount: 2000, outcome: 'violation' } as const;

  /** The plot's corner, in view, with the whole run shown. */
  async function wholePlot(page: Page): Promise<{ readonly x: number; readonly y: number; readonly whole: string }> {
    const plot = page.locator('.plot');
    await plot.scrollIntoViewIfNeeded();
    await page.keyboard.press('0');
    await expect.poll(() => shown(page)).toContain('0.000 s to');
    const { x, y } = (await plot.boundingBox()) ?? { x: 0, y: 0 };
    return { x, y, whole: await shown(page) };
  }

  const differs = async (page: Page, from: string) => expect.poll(() => shown(page)).not.toBe(from);

  it('zooms and moves by wheel, by drag and by key', async () => {
    const { page, complaints } = await open(run);
    const { x, y, whole } = await wholePlot(page);
    await page.mouse.move(x + 600, y + 60);
    await page.mouse.wheel(0, -240);
    await differs(page, whole);
    await page.keyboard.press('0');
    await expect.poll(() => shown(page)).toBe(whole);

    await page.mouse.move(x + 400, y + 60);
    await page.mouse.down();
    await page.mouse.move(x + 500, y + 60, { steps: 3 });
    await page.mouse.up();
    await differs(page, whole);
    const dragged = await shown(page);
    await page.keyboard.press('d');
    await differs(page, dragged);
    await page.keyboard.press('a');
    await expect.poll(() => shown(page)).toBe(dragged);
    await page.keyboard.press('w');
    await differs(page, dragged);
    const zoomed = await shown(page);
    await page.keyboard.press('s');
    await differs(page, zoomed);
    const before = await shown(page);
    await page.locator('.plot').focus();
    await page.keyboard.press('ArrowRight');
    await differs(page, before);
    await page.mouse.dblclick(x + 450, y + 60);
    await expect.poll(() => shown(page)).toBe(whole);
    await page.close();
    expect(complaints).toEqual([]);
  });

  it('says what is under the pointer and holds it fast', async () => {
    const { page, complaints } = await open(run);
    const { x, y } = await wholePlot(page);
    await page.mouse.move(x + 110, y + 120);
    await page.locator('.hover .card').waitFor();
    await page.keyboard.press(']');
    await page.locator('.card.pinned').waitFor();
    const first = await page.locator('.card.pinned').textContent();
    await page.keyboard.press(']');
    await expect.poll(() => page.locator('.card.pinned').textContent()).not.toBe(first);
    await page.keyboard.press('[');
    await expect.poll(() => page.locator('.card.pinned').textContent()).toBe(first);
    await page.keyboard.press('Escape');
    await page.locator('.card.pinned').waitFor({ state: 'detached' });
    await page.close();
    expect(complaints).toEqual([]);
  });

  it('shows a message that a partition cut, and says so', async () => {
    // In the middle of the view the old leader sends heartbeats, cut off from all others.
    const { page, complaints } = await open(run, { hash: '#t=5655,5665' });
    await page.locator('.plot').scrollIntoViewIfNeeded();
    const { x, y, width } = (await page.locator('.plot').boundingBox()) ?? { x: 0, y: 0, width: 0 };
    const middle = x + 92 + (width - 92 - 14) / 2;
    const card = page.locator('.hover .card');
    const found: string[] = [];
    for (let dy = 150; dy < 420 && found.length === 0; dy += 4) {
      await page.mouse.move(middle + 2, y + dy);
      const text = (await card.count()) === 0 ? '' : ((await card.textContent()) ?? '');
      if (text.includes('Lost: a fault had cut the link')) found.push(text);
    }
    expect(found[0]).toContain('append, n2 to');
    expect(found[0]).toContain('partition, isolate leader (f3)');
    await page.close();
    expect(complaints).toEqual([]);
  });

  it('steps through the findings and lists its keys', async () => {
    const { page, complaints } = await open(run);
    const first = await shown(page);
    await page.keyboard.press('.');
    await differs(page, first);
    expect(await page.locator('.steps').textContent()).toContain('finding 2 of 2');
    expect(await page.locator('.spoken').textContent()).toContain('Finding 2 of 2: Two leaders');
    await page.keyboard.press(',');
    await expect.poll(() => shown(page)).toBe(first);
    await page.getByLabel('Next finding').click();
    await differs(page, first);
    await page.locator('.finding .jump').first().click();
    await expect.poll(() => shown(page)).toBe(first);
    await page.keyboard.press('?');
    await page.locator('dialog[open]').waitFor();
    expect(await page.locator('dialog').textContent()).toContain('next and previous finding');
    await page.keyboard.press('Escape');
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    expect(await shown(page)).toBe(first);
    await page.close();
    expect(complaints).toEqual([]);
  });

  it('filters the operations', async () => {
    const { page, complaints } = await open(run);
    const picture = () => page.evaluate(() => document.querySelector('canvas')?.toDataURL());
    const all = await picture();
    await page.keyboard.press('/');
    await page.keyboard.type('s:fail !n:n3 z:what');
    await expect.poll(() => page.locator('#filter-found').textContent()).toMatch(/^\d+ of 2,000, not understood: z:what$/);
    await expect.poll(picture).not.toBe(all);
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
    await page.close();
    expect(complaints).toEqual([]);
  });

  it('keeps what is looked at in the address, and comes back to it', async () => {
    const { page, complaints } = await open(run, { hash: '#t=1000,2000&op=5&filter=s%3Aok' });
    expect(await shown(page)).toBe('1.000 s to 2.000 s of 9.9 s');
    expect(await page.locator('.filter input').inputValue()).toBe('s:ok');
    expect(await page.locator('.card.pinned').textContent()).toContain('event 5');
    await page.keyboard.press('d');
    await expect.poll(() => page.evaluate(() => window.location.hash)).toBe('#t=1200,2200&op=5&filter=s%3Aok');
    await page.reload();
    await page.waitForFunction(() => performance.getEntriesByName('faultline-drawn').length > 0);
    expect(await shown(page)).toBe('1.200 s to 2.200 s of 9.9 s');
    await page.evaluate(() => {
      window.location.hash = '#t=3000,4000';
    });
    await expect.poll(() => shown(page)).toBe('3.000 s to 4.000 s of 9.9 s');
    await page.close();
    expect(complaints).toEqual([]);
  });

  it('copies the command that runs it again', async () => {
    const { page, complaints } = await open(run);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByLabel('Copy the command').click();
    await expect.poll(() => page.locator('.command button').textContent()).toBe('copied');
    await page.close();
    expect(complaints).toEqual([]);
  });
});
