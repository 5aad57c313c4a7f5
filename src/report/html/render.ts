import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { FaultlineError } from '../../core/index.ts';
import type { CampaignPage } from '../campaign/index.ts';
import type { ReportData } from '../data/index.ts';
import { encodePayload } from './payload.ts';

export interface RenderOptions {
  /** The built page; default: the one that `npm run build` made. */
  readonly template?: string;
}

/** Of a million operations the highest level takes nine times as long and saves half a percent. */
const GZIP_LEVEL = 6;

/** Where the template takes the data. Base64 holds no character that means anything in HTML. */
const dataMark = '@@FAULTLINE-DATA@@';

/** The report as one HTML file: the template with the data spliced in. Needs no network and no other file. */
export function renderReport(data: ReportData, { template = readTemplate('run') }: RenderOptions = {}): string {
  return splice(template, encodePayload(data));
}

/** The page of a campaign, in the same way. */
export function renderCampaign(data: CampaignPage, { template = readTemplate('campaign') }: RenderOptions = {}): string {
  return splice(template, Buffer.from(JSON.stringify(data)));
}

function splice(template: string, bytes: Uint8Array): string {
  const [head, tail, ...more] = template.split(dataMark);
  if (head === undefined || tail === undefined || more.length > 0) {
    throw new FaultlineError(
      'report-template-damaged',
      `the report's template must hold ${dataMark} exactly once; build it anew with "npm run build"`,
    );
  }
  return head + gzipSync(bytes, { level: GZIP_LEVEL }).toString('base64') + tail;
}

function readTemplate(page: 'run' | 'campaign'): string {
  const paths = templateFolders.map((folder) => fileURLToPath(new URL(`${folder}${templateNames[page]}`, import.meta.url)));
  const path = paths.find((candidate) => existsSync(candidate));
  if (path === undefined) {
    throw new FaultlineError('report-template-missing', `the report's page was not built: expected ${paths[0]}; run "npm run build"`);
  }
  return readFileSync(path, 'utf8');
}

const templateNames = { run: 'template.html', campaign: 'campaign.html' } as const;

/** Beside the compiled code; tests run from the sources and find the pages where the build put them. */
const templateFolders: readonly string[] = ['./', '../../../dist/src/report/html/'];
