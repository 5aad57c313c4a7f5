import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { FaultlineError } from '../core/index.ts';
import { type CampaignDocument, collectCampaign, plural, renderCampaign } from '../report/index.ts';
import { campaignPageOf, runFiles, type StoredCampaign, writeCampaignPage } from '../store/index.ts';
import { orBroken } from './campaign-record.ts';

/** The page of a campaign as it is to lie in `file`: runs are linked from there, those whose own page is on this disk. */
export function renderCampaignPage(document: CampaignDocument, file: string): string {
  const from = dirname(resolve(file));
  return renderCampaign(collectCampaign(document, { linkOf: ({ dir }) => (dir === undefined ? undefined : linkTo(from, dir)) }));
}

/**
 * Writes the page and answers the document that names it. A page that cannot be written is the harness's failure, which a proven violation
 * outranks.
 */
export function keepCampaignPage(document: CampaignDocument, file: string): CampaignDocument {
  try {
    writeCampaignPage(file, renderCampaignPage(document, file));
    return { ...document, page: relative('', file) };
  } catch (error) {
    if (!(error instanceof FaultlineError)) throw error;
    return { ...document, summary: orBroken(document.summary, error) };
  }
}

/** Builds a stored campaign's page anew, beside its file; answers the page. */
export function rebuildCampaignPage(campaign: StoredCampaign): string {
  const page = campaignPageOf(campaign.file);
  writeCampaignPage(page, renderCampaignPage(documentOf(campaign), page));
  return page;
}

/** As its command told it. */
function documentOf({ record }: StoredCampaign): CampaignDocument {
  const { suite, startedAt, summary, entries, left, leftBecause = 'it ended early' } = record;
  const missing =
    left.length === 0 ? [] : [`${leftBecause}: ${plural(left.length, 'run')} ${left.length === 1 ? 'was' : 'were'} not carried out`];
  return { suite, startedAt: new Date(startedAt), summary, entries, reasons: summary.reasons ?? missing };
}

/** Relative, and in the letters of an address: whatever a folder is called, it names no other place. */
function linkTo(from: string, dir: string): string | undefined {
  const report = join(resolve(dir), runFiles.report);
  if (/\p{Cs}/u.test(report) || !existsSync(report)) return undefined;
  return relative(from, report).split(sep).map(encodeURIComponent).join('/');
}
