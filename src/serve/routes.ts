import { join } from 'node:path';
import { isRunning, listCampaignPages, runFiles } from '../store/index.ts';
import { archiveRun } from './archive/archive-run.ts';
import type { Asset } from './assets.ts';
import { compareRuns } from './compare/compare-runs.ts';
import { campaignsPage } from './html/campaigns-page.ts';
import { diffAddress, diffPage } from './html/diff-page.ts';
import { errorPage } from './html/error-page.ts';
import { livePage } from './html/live-page.ts';
import { runPage } from './html/run-page.ts';
import { runsPage } from './html/runs-page.ts';
import { runAddress } from './html/words.ts';
import { LIVE_VIEWS_MAX, type LiveHub } from './live/live-hub.ts';
import { viewOf } from './live/live-view.ts';
import type { Asked } from './request-guard.ts';
import { parseQuery } from './runs/query.ts';
import { readCampaign } from './runs/read-campaign.ts';
import { readVerdict } from './runs/read-verdict.ts';
import { filesOf, openInside } from './runs/run-files.ts';
import type { ListedRun, RunIndex } from './runs/run-index.ts';
import type { Answer } from './send.ts';

/** A first reading of many runs may take longer than anybody likes to wait; then what is read is shown. */
const FIRST_READING_WAIT_MS = 1500;

export interface Site {
  /** The results folder, all links resolved. */
  readonly root: string;
  readonly index: RunIndex;
  readonly hub: LiveHub;
  readonly assets: ReadonlyMap<string, Asset>;
}

/** Answers what was asked for. A run is looked up by name among those that were found in the folder; nothing else is there. */
export async function answerRequest(site: Site, { path, query }: Asked, answer: Answer): Promise<void> {
  const [first, second, third, ...rest] = path;
  if (first === 'assets' && second !== undefined && third === undefined) return asset(site, second, answer);
  await Promise.race([site.index.refresh(), later(FIRST_READING_WAIT_MS)]);
  if (first === undefined)
    return answer.page(200, runsPage(site.root, site.index.listing, parseQuery(query), listCampaignPages(site.root)));
  if (first === 'latest' && second === undefined) return latest(site, answer);
  if (first === 'campaigns') return campaigns(site, path.slice(1), answer);
  if (first === 'diff' && second === undefined) return diff(site, query.getAll('run'), answer);
  const run = first === 'runs' && second !== undefined && third !== undefined ? site.index.find(second, third) : undefined;
  if (run === undefined) return notFound(answer);
  return ofRun(site, run, rest, answer);
}

async function ofRun(site: Site, run: ListedRun, [what, ...rest]: readonly string[], answer: Answer): Promise<void> {
  if (what === 'files' && rest.length > 0) return file(site, run, rest.join('/'), answer);
  if (rest.length > 0) return notFound(answer);
  switch (what) {
    case undefined:
      return overview(site, run, answer);
    case 'report':
      return report(site, run, answer);
    case 'download':
      return answer.download(`${run.plan}-${run.name}.tar.gz`, archiveRun(site.root, run));
    case 'live':
      if (!isRunning(run.dir)) return answer.redirect(runAddress(run));
      return answer.page(200, livePage(run, viewOf(await site.hub.look(run))));
    case 'events':
      return events(site, run, answer);
    default:
      return notFound(answer);
  }
}

function overview({ index }: Site, run: ListedRun, answer: Answer): void {
  const verdict = readVerdict(run.dir);
  const ofPlan = index.listing.runs.filter(({ plan }) => plan === run.plan);
  const previous = ofPlan[ofPlan.findIndex(({ dir }) => dir === run.dir) + 1];
  const shown = verdict === undefined || 'trouble' in verdict ? undefined : verdict;
  answer.page(200, runPage({ run, verdict: shown, files: filesOf(run.dir), previous }));
}

function report({ root }: Site, run: ListedRun, answer: Answer): void {
  const opened = openInside(root, run.dir, runFiles.report);
  if (opened === undefined) return answer.page(404, errorPage(404, 'This run has no report. “faultline report” makes one.'));
  answer.file(opened.fd, opened.bytes, runFiles.report, 'report');
}

/**
 * A campaign's page links to `../<plan>/<run>/report.html`, as it lies on the disk: here such a link goes to the run's report. What is opened is
 * looked up in the listing, like a run.
 */
function campaigns({ root, index }: Site, [suite, name, ...rest]: readonly string[], answer: Answer): void {
  const listed = listCampaignPages(root);
  if (suite === undefined)
    return answer.page(
      200,
      campaignsPage(root, listed, (each) => readCampaign(root, each)),
    );
  if (name === undefined) return notFound(answer);
  if (rest.length === 1 && rest[0] === runFiles.report) {
    const run = index.find(suite, name);
    return run === undefined ? notFound(answer) : answer.redirect(`${runAddress(run)}/report`);
  }
  const isListed = rest.length === 0 && listed.some((each) => each.suite === suite && each.name === name);
  const opened = isListed ? openInside(root, join(root, suite), name) : undefined;
  if (opened === undefined) return notFound(answer);
  answer.file(opened.fd, opened.bytes, name, 'report');
}

/** Only what the listing of the run's folder shows is opened. */
function file({ root }: Site, run: ListedRun, path: string, answer: Answer): void {
  const listed = filesOf(run.dir).files.some((known) => known.path === path);
  const opened = listed ? openInside(root, run.dir, path) : undefined;
  if (opened === undefined) return notFound(answer);
  answer.file(opened.fd, opened.bytes, path, 'file');
}

function events({ hub }: Site, run: ListedRun, answer: Answer): void {
  if (!isRunning(run.dir)) return answer.nothing();
  if (hub.isFull) return answer.page(503, errorPage(503, `${LIVE_VIEWS_MAX} live views are open already: close one of them.`));
  answer.events();
  if (!answer.response.writableEnded) hub.attach(run, answer.response);
}

function latest({ index }: Site, answer: Answer): void {
  const [newest] = index.listing.runs;
  if (newest === undefined) return answer.redirect('/');
  answer.redirect(newest.running ? `${runAddress(newest)}/live` : runAddress(newest));
}

function diff({ index }: Site, names: readonly string[], answer: Answer): void {
  if (names.length !== 2)
    return answer.page(
      400,
      errorPage(400, `Two runs are compared with each other; ${names.length === 0 ? 'none was' : `${names.length} were`} ticked.`),
    );
  const [a, b] = names.map((name) => {
    const slash = name.indexOf('/');
    return index.find(name.slice(0, slash), name.slice(slash + 1));
  });
  if (a === undefined || b === undefined) return notFound(answer);
  // Of a form the newer one comes first, because the table begins with it.
  if (a.startedAtMs > b.startedAtMs && a.plan === b.plan && names.join() === [a, b].map(({ plan, name }) => `${plan}/${name}`).join())
    return answer.redirect(diffAddress(b, a));
  answer.page(200, diffPage(compareRuns(a, b)));
}

function asset({ assets }: Site, name: string, answer: Answer): void {
  const found = assets.get(name);
  if (found === undefined) return notFound(answer);
  answer.text(200, found.type, found.text);
}

function notFound(answer: Answer): void {
  answer.page(404, errorPage(404, 'There is nothing of this name here.'));
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
