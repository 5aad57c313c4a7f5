import { formatCount, formatDuration, formatMs, plural } from '../../report/index.ts';
import { addressOf, fieldNames, type RunQuery, type SortKey, search, sortRuns, standingOf, standings } from '../runs/query.ts';
import type { ListedRun, Listing } from '../runs/run-index.ts';
import { type ListedCampaign, newestCampaigns } from './campaigns-page.ts';
import { layout } from './layout.ts';
import { html, type Markup, type Part } from './markup.ts';
import { trends } from './trends.ts';
import { pill, runAddress, standingWords, startedWords } from './words.ts';

/** Rows of one page of the table. */
export const PAGE_RUNS = 100;

const columns: readonly { readonly title: string; readonly sort?: SortKey; readonly number?: true }[] = [
  { title: 'outcome' },
  { title: 'plan', sort: 'plan' },
  { title: 'started, UTC', sort: 'started' },
  { title: 'seed', number: true },
  { title: 'duration', sort: 'duration', number: true },
  { title: 'ok / fail / info', sort: 'ops', number: true },
  { title: 'p99', sort: 'p99', number: true },
  { title: 'what came of it' },
];

/** The table of runs, with search, filter, order, pages and trends: all of it by addresses, so that it works without a script. */
export function runsPage(root: string, listing: Listing, query: RunQuery, campaigns: readonly ListedCampaign[] = []): Markup {
  const found = search(listing.runs, query.text);
  const wanted = query.standing === undefined ? found : found.filter((run) => standingOf(run) === query.standing);
  const sorted = sortRuns(wanted, query);
  const pages = Math.max(1, Math.ceil(sorted.length / PAGE_RUNS));
  const page = Math.min(query.page, pages);
  const shown = sorted.slice((page - 1) * PAGE_RUNS, page * PAGE_RUNS);
  const addressOfPlan = (plan: string) => addressOf({ ...query, page: 1, text: `plan:${/\s/.test(plan) ? `"${plan}"` : plan}` });
  return layout({
    title: 'Runs',
    trail: [{ text: 'runs' }],
    aside: html`<code>${root}</code>`,
    content: html`<h1 class="hidden">Runs</h1>
${searchForm(query)}
<p id="told" role="status" class="hidden"></p>
<div id="results" data-running="${listing.runs.some(({ running }) => running) ? 'yes' : 'no'}">
${chips(found, query)}
${notes(listing)}
${newestCampaigns(campaigns)}
${trends(wanted, addressOfPlan)}
${listing.runs.length === 0 && listing.unread === 0 ? noRuns(root) : table(shown, query, sorted.length)}
${pager(query, page, pages)}
</div>`,
  });
}

function searchForm({ text, standing, sort, ascending }: RunQuery): Markup {
  return html`<form class="search" role="search" action="/" method="get">
<input type="search" name="q" value="${text}" placeholder="Search: smoke stale-read !seed:7" aria-label="Search runs" aria-describedby="search-help" autocomplete="off" spellcheck="false">
${standing !== undefined && html`<input type="hidden" name="outcome" value="${standing}">`}
${sort !== 'started' && html`<input type="hidden" name="sort" value="${sort}">`}
${ascending && html`<input type="hidden" name="order" value="up">`}
<button type="submit">Search</button>
<details><summary>How to search</summary><p id="search-help" class="dim">Every word must be found. <code>field:word</code> looks in one field (${fieldNames.join(', ')}), <code>!</code> before a word means not, quotes hold words together. <kbd>/</kbd> goes to the search.</p></details>
</form>`;
}

function chips(found: readonly ListedRun[], query: RunQuery): Markup {
  const counts = new Map<string, number>();
  for (const run of found) counts.set(standingOf(run), (counts.get(standingOf(run)) ?? 0) + 1);
  const chip = (text: string, count: number, standing: RunQuery['standing']): Part =>
    html`<li><a class="chip ${standing ?? ''}" href="${addressOf(query, { standing })}"${query.standing === standing && html` aria-current="true"`}>${text} <b>${formatCount(count)}</b></a></li>`;
  return html`<ul class="filters" aria-label="Outcomes">${chip('all', found.length, undefined)}${standings.map(
    (standing) =>
      (counts.has(standing) || query.standing === standing) && chip(standingWords[standing], counts.get(standing) ?? 0, standing),
  )}</ul>`;
}

function notes({ runs, unread, omitted }: Listing): Part {
  return [
    unread > 0 &&
      html`<p class="note" role="status">Still reading: ${formatCount(runs.length)} runs are read, ${formatCount(unread)} are not yet. Load the page again for more.</p>`,
    omitted > 0 &&
      html`<p class="note">Only the newest ${formatCount(runs.length)} runs are shown; ${plural(omitted, 'older run is', 'older runs are')} left out. <code>faultline clean --keep N</code> removes old runs.</p>`,
  ];
}

function noRuns(root: string): Markup {
  return html`<div class="panel empty"><p><b>There are no runs in <code>${root}</code> yet.</b></p><p class="dim">Make one with <code>npx faultline run</code>; it appears here while it runs.</p></div>`;
}

function table(runs: readonly ListedRun[], query: RunQuery, count: number): Markup {
  if (runs.length === 0)
    return html`<div class="panel empty"><p><b>No run matches.</b></p><p class="dim"><a href="/">Show all runs</a></p></div>`;
  return html`<form class="runs" action="/diff" method="get">
<div class="heading"><h2>${plural(count, 'run')}</h2><button type="submit" class="compare" title="Tick two runs first">Compare two runs</button></div>
<div class="panel wide"><table><thead><tr><th scope="col"><span class="hidden">compare</span></th>${columns.map((column) => heading(column, query))}</tr></thead>
<tbody>${runs.map(row)}</tbody></table></div></form>`;
}

function heading({ title, sort, number }: (typeof columns)[number], query: RunQuery): Markup {
  const style = number === true ? 'number' : '';
  if (sort === undefined) return html`<th scope="col" class="${style}">${title}</th>`;
  const current = query.sort === sort;
  const order = query.ascending ? 'ascending' : 'descending';
  const next = addressOf(query, { sort, ascending: current && !query.ascending });
  return html`<th scope="col" class="${style}"${current && html` aria-sort="${order}"`}><a href="${next}">${title}${current && html`<span aria-hidden="true"> ${query.ascending ? '↑' : '↓'}</span>`}</a></th>`;
}

function row(run: ListedRun): Markup {
  const { plan, name, seed, durationMs, ops, p99, world, bugs } = run;
  const standing = standingOf(run);
  const address = runAddress(run);
  return html`<tr class="${standing}"><td><input type="checkbox" name="run" value="${plan}/${name}" aria-label="Compare ${plan}, seed ${seed}"></td>
<td>${pill(standing)}</td>
<th scope="row"><a href="${standing === 'running' ? `${address}/live` : address}">${plan}</a>${world === 'simulated' && html` <span class="tag">simulated</span>`}${bugs.map((bug) => html` <span class="tag bug">${bug}</span>`)}</th>
<td class="when">${startedWords(run).replace(' UTC', '')}</td>
<td class="number">${String(seed)}</td>
<td class="number">${durationMs === undefined ? '' : formatDuration(durationMs)}</td>
<td class="number">${ops !== undefined && `${formatCount(ops.ok)} / ${formatCount(ops.fail)} / ${formatCount(ops.info)}`}</td>
<td class="number">${p99 !== undefined && html`${formatMs(p99.ms)} <span class="dim">${p99.f}</span>`}</td>
<td class="came">${whatCame(run)}</td></tr>`;
}

function whatCame(run: ListedRun): Part {
  if (run.headline !== undefined) return run.headline;
  if (run.running) return html`<a href="${runAddress(run)}/live">watch it live</a>`;
  return html`<span class="dim">${run.trouble ?? 'it did not come to its end'}</span>`;
}

function pager(query: RunQuery, page: number, pages: number): Part {
  if (pages === 1) return undefined;
  const to = (target: number, text: string, rel: string): Part =>
    target < 1 || target > pages
      ? html`<span class="dim">${text}</span>`
      : html`<a rel="${rel}" href="${addressOf(query, { page: target })}">${text}</a>`;
  return html`<nav class="pager" aria-label="Pages">${to(page - 1, '← newer', 'prev')} <span>page ${page} of ${pages}, ${PAGE_RUNS} runs each</span> ${to(page + 1, 'older →', 'next')}</nav>`;
}
