import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];

/** Opens the page several times; medians. `readyMs` is from the start of the navigation to the end of the first frame with everything drawn. */
export async function openings(file, times) {
  const executablePath = candidates.find((path) => existsSync(path));
  if (executablePath === undefined)
    throw new Error(`expected a browser at one of ${candidates.join(', ')}; install chromium, or pass --only-build`);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const measured = [];
  try {
    for (let i = 0; i < times; i += 1) {
      const page = await browser.newPage({ viewport: { width: 1300, height: 900 } });
      const session = await page.context().newCDPSession(page);
      await session.send('Performance.enable');
      await page.goto(pathToFileURL(file).href);
      await page.waitForFunction(() => performance.getEntriesByName('faultline-drawn').length > 0, undefined, {
        polling: 20,
        timeout: 60_000,
      });
      const readyCpuMs = await cpuMsOf(session);
      const times = await page.evaluate(measure);
      measured.push({ ...times, readyCpuMs });
      await page.close();
    }
  } finally {
    await browser.close();
  }
  const median = (name) => measured.map((each) => each[name]).sort((a, b) => a - b)[Math.floor(times / 2)];
  return { readyMs: median('readyMs'), readyCpuMs: median('readyCpuMs'), zoomMs: median('zoomMs'), wholeMs: median('wholeMs') };
}

/** What the page's main thread has worked since it began: unlike a clock it does not count what other programs do. */
async function cpuMsOf(session) {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? Number.NaN) * 1000;
}

/** In the page: from a key to the end of the frame that shows what it did. */
async function measure() {
  const readyMs = performance.getEntriesByName('faultline-drawn')[0].startTime;
  const press = async (key) => {
    const before = performance.getEntriesByName('faultline-drawn').length;
    const from = performance.now();
    window.dispatchEvent(new KeyboardEvent('keydown', { key }));
    for (;;) {
      await new Promise((done) => requestAnimationFrame(done));
      const marks = performance.getEntriesByName('faultline-drawn');
      if (marks.length > before) return marks.at(-1).startTime - from;
      if (performance.now() - from > 20_000) throw new Error(`nothing was drawn after the key ${key}`);
    }
  };
  const zoomMs = await press('w');
  return { readyMs, zoomMs, wholeMs: await press('0') };
}
