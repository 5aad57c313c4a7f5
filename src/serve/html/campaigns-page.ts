import { formatCount } from '../../report/index.ts';
import type { CampaignFacts } from '../runs/read-campaign.ts';
import { layout } from './layout.ts';
import { html, type Markup, type Part } from './markup.ts';
import { pill } from './words.ts';

/** On the page of runs so many are named; on their own page as many as a page holds. */
const NEWEST_SHOWN = 6;
export const CAMPAIGNS_LISTED_MAX = 1000;
/** Of older ones than these the files are not read for the list: a campaign's own page tells. */
export const CAMPAIGNS_TOLD_MAX = 100;

export interface ListedCampaign {
  readonly suite: string;
  /** Of the file: `20261121T063725.123Z-shard-2-of-3.campaign.html`. */
  readonly name: string;
}

/** The pages of all campaigns, newest first. */
export function campaignsPage(
  root: string,
  campaigns: readonly ListedCampaign[],
  factsOf: (campaign: ListedCampaign) => CampaignFacts,
): Markup {
  const shown = campaigns.slice(0, CAMPAIGNS_LISTED_MAX);
  const omitted = campaigns.length - shown.length;
  return layout({
    title: 'Campaigns',
    trail: [{ text: 'runs', href: '/' }, { text: 'campaigns' }],
    aside: html`<code>${root}</code>`,
    content: html`<h1>Campaigns</h1>
${shown.length === 0 ? html`<p class="dim">There are none: a command that carries out one run alone leaves no page over several.</p>` : table(shown, factsOf)}
${shown.length > CAMPAIGNS_TOLD_MAX && html`<p class="note">What came of them is told of the newest ${CAMPAIGNS_TOLD_MAX} here, and of each on its page.</p>`}
${omitted > 0 && html`<p class="note">Only the newest ${formatCount(shown.length)} are listed; ${formatCount(omitted)} older ones are left out.</p>`}`,
  });
}

function table(campaigns: readonly ListedCampaign[], factsOf: (campaign: ListedCampaign) => CampaignFacts): Markup {
  const rows = campaigns.map((campaign, i) => row(campaign, i < CAMPAIGNS_TOLD_MAX ? factsOf(campaign) : {}));
  return html`<div class="panel wide"><table><thead><tr><th scope="col">outcome</th><th scope="col">campaign</th><th scope="col" class="number">runs</th><th scope="col">what came of it</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function row(campaign: ListedCampaign, { outcome, told, runCount, plannedCount, part }: CampaignFacts): Markup {
  const runs =
    runCount === undefined ? '' : `${formatCount(runCount)}${plannedCount === undefined ? '' : ` of ${formatCount(plannedCount)}`}`;
  return html`<tr><td>${outcome !== undefined && pill(outcome)}</td>
<th scope="row">${linkTo(campaign)}${part !== undefined && html` <span class="tag" title="Not the whole suite as it stands">${part}</span>`}</th>
<td class="number">${runs}</td><td class="came">${told}</td></tr>`;
}

/** The newest ones in a line, for the page of runs. */
export function newestCampaigns(campaigns: readonly ListedCampaign[]): Part {
  if (campaigns.length === 0) return undefined;
  const shown = campaigns.slice(0, NEWEST_SHOWN);
  const more = campaigns.length - shown.length;
  return html`<nav class="campaigns" aria-label="Campaigns"><b>Campaigns</b> ${shown.map((campaign) => html`<span>${linkTo(campaign)}</span> `)}${more > 0 && html`<a href="/campaigns">all ${formatCount(campaigns.length)}</a>`}</nav>`;
}

function linkTo({ suite, name }: ListedCampaign): Markup {
  return html`<a href="/campaigns/${encodeURIComponent(suite)}/${encodeURIComponent(name)}">${suite}, ${wordsOf(name)}</a>`;
}

/** `2026-11-21 06:37:25 UTC, shard 2 of 3`; the name itself where somebody has given it another one. */
function wordsOf(name: string): string {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)\.\d+Z(?:-shard-(\d+)-of-(\d+))?(?:-\d+)?\.campaign\.html$/.exec(name);
  if (parts === null) return name;
  const [, year, month, day, hour, minute, second, index, count] = parts;
  const shard = index === undefined ? '' : `, shard ${index} of ${count}`;
  return `${year}-${month}-${day} ${hour}:${minute}:${second} UTC${shard}`;
}
