import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { RunSummary } from '../../core/index.ts';
import { collectCampaign } from '../campaign/index.ts';
import { collectReport } from '../data/index.ts';
import { makeRun, type TestRun } from '../test-runs/index.ts';
import type { CampaignDocument } from '../words/index.ts';
import { buildTemplate, pages } from './build.mjs';
import { renderCampaign, renderReport } from './render.ts';

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

/** Why the tests of the page in a browser cannot run here; undefined where they can. */
export const noBrowser: string | undefined =
  executablePath === undefined ? `the report's browser tests are skipped: none of ${candidates.join(', ')} is there` : undefined;

export interface Opened {
  readonly page: Page;
  /** Whatever the page said to the console, threw, or asked of the network: nothing, if it is well. */
  readonly complaints: string[];
}

export interface Opening {
  readonly colorScheme?: 'light' | 'dark';
  readonly hash?: string;
}

/** What it returns opens the report of a made-up run as a file. */
export function useBrowser(): (run: TestRun, opening?: Opening) => Promise<Opened> {
  const open = usePages('run');
  return (run, opening) =>
    open(`${run.outcome}-${run.operationCount}.html`, (template) => renderReport(collectReport(makeRun(run)), { template }), opening);
}

/** What it returns opens the page of a campaign as a file. A run's folder in `results/` becomes a link beside it; any other is one as it stands. */
export function useCampaigns(): (document: CampaignDocument, opening?: Opening) => Promise<Opened> {
  const open = usePages('campaign');
  const linkOf = ({ dir }: RunSummary): string | undefined =>
    dir?.startsWith('results/') === true ? `../${encodeURIComponent(dir)}/report.html` : dir;
  let count = 0;
  return (document, opening) => {
    count += 1;
    return open(`campaign-${count}.html`, (template) => renderCampaign(collectCampaign(document, { linkOf }), { template }), opening);
  };
}

/** Starts a browser before the tests of a file and ends it after; what it returns opens a page in it. */
function usePages(kind: keyof typeof pages): (name: string, render: (template: string) => string, opening?: Opening) => Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-report-'));
  let browser: Browser;
  let template = '';
  beforeAll(async () => {
    template = await buildTemplate(pages[kind]);
    browser = await chromium.launch({ args: browserArgs, ...(executablePath === undefined ? {} : { executablePath }) });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return async (name, render, { colorScheme = 'light', hash = '' } = {}) => {
    const file = join(folder, name);
    writeFileSync(file, render(template));
    const page = await browser.newPage({ viewport: { width: 1300, height: 900 }, colorScheme });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => request.url().startsWith('file:') || complaints.push(`asked for ${request.url()}`));
    await page.goto(pathToFileURL(file).href + hash);
    await page.waitForFunction(() => performance.getEntriesByName('faultline-drawn').length > 0);
    return { page, complaints };
  };
}

/** The stretch that the time axis shows, as the page itself says it. */
export async function shown(page: Page): Promise<string> {
  return (await page.locator('.timeline .window').textContent()) ?? '';
}
