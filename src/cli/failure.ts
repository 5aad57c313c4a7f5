import { CommanderError } from 'commander';
import { badUsageExitCode, type CampaignSummary, FaultlineError, formatPlace } from '../core/index.ts';
import { parseReporters } from './reporters.ts';

/**
 * Says what went wrong, on stderr for people and as the JSON document where that was asked for, and answers the exit code: 254 for
 * bad usage, suites and inputs, 255 for everything that is the harness's own.
 */
export function reportFailure(error: unknown, argv: readonly string[]): number {
  const failure = describe(error);
  if (!(error instanceof CommanderError)) {
    const place = failure.at === undefined ? '' : `${failure.at}: `;
    process.stderr.write(`faultline: ${place}${failure.message}\n`);
  }
  if (wantsJson(argv)) {
    const document: CampaignSummary = {
      outcome: 'broken',
      exitCode: failure.exitCode,
      runs: [],
      error: { code: failure.code, message: failure.message, ...(failure.at === undefined ? {} : { at: failure.at }) },
    };
    process.stdout.write(`${JSON.stringify(document)}\n`);
  }
  return failure.exitCode;
}

function describe(error: unknown): { code: string; message: string; exitCode: number; at?: string } {
  if (error instanceof CommanderError)
    return { code: 'bad-usage', message: error.message.replace(/^error: /, ''), exitCode: badUsageExitCode };
  if (error instanceof FaultlineError) {
    const { code, message, exitCode, place } = error;
    return place === undefined ? { code, message, exitCode } : { code, message, exitCode, at: formatPlace(place) };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'internal', message: `this is a defect of faultline itself: ${message}`, exitCode: 255 };
}

/** Usage errors come before options are parsed, so the arguments are looked at as they are. */
function wantsJson(argv: readonly string[]): boolean {
  return argv.some((arg, i) => {
    const value = arg === '--reporter' ? argv[i + 1] : arg.startsWith('--reporter=') ? arg.slice('--reporter='.length) : undefined;
    if (value === undefined) return false;
    try {
      return parseReporters([value]).some(({ name, file }) => name === 'json' && file === undefined);
    } catch {
      return false;
    }
  });
}
