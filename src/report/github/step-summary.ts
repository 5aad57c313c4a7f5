import { renderMarkdown } from '../markdown/index.ts';
import type { CampaignDocument } from '../words/index.ts';

/** GitHub drops a step's whole summary, silently, a little below 1 MiB. */
export const STEP_SUMMARY_BYTES_MAX = 900_000;

/** As much of the Markdown as there is room for behind `usedBytes`; what is left out is said. */
export function stepSummary(document: CampaignDocument, usedBytes: number): string {
  const whole = renderMarkdown(document);
  const room = STEP_SUMMARY_BYTES_MAX - usedBytes;
  if (Buffer.byteLength(whole) <= room) return whole;
  const notice = '\n\nThe rest is left out: GitHub keeps no summary of this length. The JUnit file and the reports have it all.\n';
  const lines: string[] = [];
  let left = room - Buffer.byteLength(notice);
  for (const line of whole.split('\n')) {
    left -= Buffer.byteLength(line) + 1;
    if (left < 0) break;
    lines.push(line);
  }
  // A block that was begun is ended, so that the notice is none of its lines.
  const fences = lines.filter((line) => /^`{3,}$/.test(line));
  const fence = fences.length % 2 === 1 ? (fences.at(-1) ?? '') : '';
  return lines.length === 0 ? '' : `${lines.join('\n')}${fence === '' ? '' : `\n${fence}`}${notice}`;
}
