import { appendFileSync, statSync } from 'node:fs';
import { type CampaignSummary, FaultlineError } from '../core/index.ts';
import { type CampaignDocument, renderAnnotations, renderJunit, renderMarkdown, stepSummary } from '../report/index.ts';
import { renderCampaignPage } from '../run/index.ts';
import { forPeople, writeReport } from './output.ts';
import type { Reporter } from './reporters.ts';
import { standardOutput } from './standard-output.ts';

/**
 * Writes a campaign with each reporter where it belongs, and answers the exit code. `text` is what people read; undefined where they have
 * read it already. A report that cannot be written makes it 255, but never a violation green or grey.
 */
export function emitCampaign(reporters: readonly Reporter[], document: CampaignDocument, text: (() => string) | undefined): number {
  const { summary } = document;
  let { exitCode } = summary;
  for (const reporter of reporters) {
    try {
      writeOne(reporter, document, text, reporters);
    } catch (error) {
      if (!(error instanceof FaultlineError)) throw error;
      process.stderr.write(`faultline: ${error.message}\n`);
      if (summary.outcome !== 'violation') exitCode = error.exitCode;
    }
  }
  return exitCode;
}

function writeOne({ name, file }: Reporter, document: CampaignDocument, text: (() => string) | undefined, all: readonly Reporter[]): void {
  const put = (content: string): void => {
    if (file === undefined) standardOutput.write(content);
    else writeReport(file, content);
  };
  switch (name) {
    case 'text':
      return text === undefined ? undefined : put(forPeople(text()));
    case 'json':
      return put(`${JSON.stringify(asJson(document), null, file === undefined ? 0 : 2)}\n`);
    case 'junit':
      return put(renderJunit(document));
    case 'markdown':
      return put(renderMarkdown(document));
    case 'html':
      return file === undefined ? undefined : writeReport(file, renderCampaignPage(document, file));
    case 'github':
      appendStepSummary(document);
      // GitHub reads commands on standard error as well; a document on standard output stays alone there.
      if (file === undefined && all.some((other) => other.file === undefined && ['json', 'junit', 'markdown'].includes(other.name)))
        return void process.stderr.write(renderAnnotations(document));
      return put(renderAnnotations(document));
    default:
      return name satisfies never;
  }
}

/** The document for machines: the summary, and what is wrong beside the runs. */
function asJson({ summary, reasons }: CampaignDocument): CampaignSummary {
  return reasons.length === 0 ? summary : { ...summary, reasons };
}

/** GitHub gives each step a file of its own; several commands of a step share it. */
function appendStepSummary(document: CampaignDocument): void {
  const file = process.env['GITHUB_STEP_SUMMARY'] ?? '';
  if (file === '') return;
  try {
    appendFileSync(file, stepSummary(document, statSync(file, { throwIfNoEntry: false })?.size ?? 0));
  } catch (error) {
    throw new FaultlineError(
      'reporter-unwritable',
      `cannot write the step summary ${file}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
