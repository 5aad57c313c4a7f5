import { join } from 'node:path';
import { exitCodes, isJsonObject, type Json, type JsonObject, type Outcome } from '../../core/index.ts';
import { brief, type CampaignDocument, describeCampaign, oneLine } from '../../report/index.ts';
import { readJson } from './read-json.ts';

const SENTENCE_CHARS_MAX = 240;
const PART_CHARS_MAX = 100;

/** What the file beside a campaign's page tells of it. Anything may be missing: the file may be old, cut off, or gone. */
export interface CampaignFacts {
  readonly outcome?: Outcome;
  readonly told?: string;
  readonly runCount?: number;
  /** Of a campaign that goes on, or was broken off: how many runs it was to carry out. */
  readonly plannedCount?: number;
  readonly part?: string;
}

export function readCampaign(root: string, { suite, name }: { readonly suite: string; readonly name: string }): CampaignFacts {
  const { value } = readJson(join(root, suite, name.replace(/\.html$/, '.json')));
  if (!isJsonObject(value)) return {};
  const { summary, left, plannedCount } = value;
  const { outcome, runs, part } = isJsonObject(summary) ? summary : {};
  const isWhole = Array.isArray(left) && left.length === 0;
  return {
    ...(typeof outcome === 'string' && Object.hasOwn(exitCodes, outcome) ? { outcome: outcome as Outcome, ...toldBy(value, summary) } : {}),
    ...(Array.isArray(runs) ? { runCount: runs.length } : {}),
    ...(typeof plannedCount === 'number' && !isWhole ? { plannedCount } : {}),
    ...(typeof part === 'string' ? { part: brief(part, PART_CHARS_MAX) } : {}),
  };
}

/** The campaign's own sentence, where its file is whole enough for one. */
function toldBy({ leftBecause }: JsonObject, summary: Json | undefined): Pick<CampaignFacts, 'told'> {
  const reasons = typeof leftBecause === 'string' ? [leftBecause] : [];
  try {
    const document = { summary: summary as unknown as CampaignDocument['summary'], reasons };
    return { told: brief(oneLine(describeCampaign(document)), SENTENCE_CHARS_MAX) };
  } catch {
    return {};
  }
}
