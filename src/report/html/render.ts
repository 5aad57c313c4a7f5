import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { FaultlineError } from '../../core/index.ts';
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
export function renderReport(data: ReportData, { template = readTemplate() }: RenderOptions = {}): string {
  const [head, tail, ...more] = template.split(dataMark);
  if (head === undefined || tail === undefined || more.length > 0) {
    throw new FaultlineError(
      'report-template-damaged',
      `the report's template must hold ${dataMark} exactly once; build it anew with "npm run build"`,
    );
  }
  return head + gzipSync(encodePayload(data), { level: GZIP_LEVEL }).toString('base64') + tail;
}

function readTemplate(): string {
  const path = templatePaths.find((candidate) => existsSync(candidate));
  if (path === undefined) {
    throw new FaultlineError(
      'report-template-missing',
      `the report's page was not built: expected ${templatePaths[0]}; run "npm run build"`,
    );
  }
  return readFileSync(path, 'utf8');
}

/** Beside the compiled code; tests run from the sources and find the page where the build put it. */
const templatePaths: readonly string[] = ['./template.html', '../../../dist/src/report/html/template.html'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);
