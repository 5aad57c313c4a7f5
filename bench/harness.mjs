import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expandEntry, runLocally } from '../dist/src/run/index.js';
import { benchEntry } from './entry.mjs';
import { forgetFolder, onInterrupt, removeAtExit } from './leaving.mjs';
import { openWindow, WARM_UP_SECONDS } from './window.mjs';

const results = fileURLToPath(new URL('../results', import.meta.url));

/** Operations per second through the whole harness, as `faultline run --nemesis none --rate 0` does it: proxies, recorder, live checkers. */
export async function measureHarness({ nodes, seconds, concurrency }) {
  const root = mkdtempSync(join(results, '.bench-'));
  removeAtExit(root);
  let takeBack = () => {};
  try {
    const entry = benchEntry({ nodes, concurrency, safetyMs: (seconds + WARM_UP_SECONDS) * 1000 });
    const verdict = await runLocally({
      ...expandEntry(entry, 1),
      root,
      reproduce: () => 'npm run bench',
      stopOnViolation: false,
      control(control) {
        takeBack = onInterrupt(() => control.interrupt('interrupted'));
      },
    });
    return { perSecond: okPerSecond(verdict.dir, seconds), outcome: verdict.outcome };
  } finally {
    takeBack();
    forgetFolder(root);
  }
}

function okPerSecond(dir, seconds) {
  const window = openWindow(seconds);
  for (const line of readFileSync(join(dir, 'history.jsonl'), 'utf8').split('\n')) {
    if (line === '') continue;
    const event = JSON.parse(line);
    if (event.f === 'phase' && event.value.name === 'safety') window.begin(event.time);
    window.take(event);
  }
  return window.perSecond();
}
