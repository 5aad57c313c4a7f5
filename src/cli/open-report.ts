import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CampaignDocument } from '../report/index.ts';
import { runFiles } from '../store/index.ts';
import { openBrowser } from './open-browser.ts';

/** What `--open` opens when all is over: the page over several runs, or the report of the only one. */
export async function openReport({ page, summary: { runs } }: CampaignDocument): Promise<void> {
  const [only, ...others] = runs;
  const report = only?.dir === undefined || others.length > 0 ? undefined : join(only.dir, runFiles.report);
  const target = page ?? (report !== undefined && existsSync(report) ? report : undefined);
  if (target === undefined) return void process.stderr.write('faultline: there is no page to open: nothing was kept\n');
  await openBrowser(target);
}
