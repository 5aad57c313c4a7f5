import { CommanderError } from 'commander';
import { badUsageExitCode, type CampaignSummary, exitCodes, FaultlineError, formatPlace, withGate } from '../core/index.ts';
import { Secrets } from '../run/index.ts';
import { emitCampaign } from './emit-campaign.ts';
import { knownSoFar } from './ending.ts';
import { forPeople } from './output.ts';
import { campaignReporters, parseReporters, type Reporter } from './reporters.ts';

/**
 * Says what went wrong, on stderr for people and with every reporter that was asked for, and answers the exit code: 254 for
 * bad usage, suites and inputs, 255 for everything that is the harness's own, 1 where a violation is proven already.
 */
export function reportFailure(error: unknown, argv: readonly string[]): number {
  const told = describe(error);
  // What a module throws may hold a node's words.
  const failure = { ...told, message: secretsIn(argv).mask(told.message) };
  if (!(error instanceof CommanderError)) {
    const place = failure.at === undefined ? '' : `${failure.at}: `;
    process.stderr.write(forPeople(`faultline: ${place}${failure.message}\n`));
  }
  // What is proven stands, however the rest ended.
  const { runs, isViolated } = knownSoFar();
  const summary: CampaignSummary = {
    ...withGate(isViolated ? 'violation' : 'broken', false),
    exitCode: isViolated ? exitCodes.violation : failure.exitCode,
    runs,
    error: { code: failure.code, message: failure.message, ...(failure.at === undefined ? {} : { at: failure.at }) },
  };
  const document = { summary, suite: `faultline ${argv[2] ?? ''}`.trim(), startedAt: new Date(), reasons: [] };
  // People have read it above.
  const reporters = reportersIn(argv).filter(({ name, file }) => name !== 'text' || file !== undefined);
  return emitCampaign(reporters, document, () => `${failure.message}\n`);
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

/** The values of `--env`. */
function secretsIn(argv: readonly string[]): Secrets {
  const given = valuesOf(argv, '--env').map((text): [name: string, value: string] => {
    const at = text.indexOf('=');
    return at < 0 ? [text, process.env[text] ?? ''] : [text.slice(0, at), text.slice(at + 1)];
  });
  return new Secrets(Object.fromEntries(given));
}

/** Usage errors come before options are parsed, so the arguments are looked at as they are. */
function valuesOf(argv: readonly string[], option: string): string[] {
  return argv.flatMap((arg, i) => {
    const value = arg === option ? argv[i + 1] : arg.startsWith(`${option}=`) ? arg.slice(option.length + 1) : undefined;
    return value === undefined ? [] : [value];
  });
}

/** Reporters that make no sense are none. */
function reportersIn(argv: readonly string[]): Reporter[] {
  const values = valuesOf(argv, '--reporter');
  try {
    return values.length === 0 ? [] : parseReporters(values, campaignReporters);
  } catch {
    return readable(values);
  }
}

/** Where all together are in conflict, whoever reads JSON still gets it. */
function readable(values: readonly string[]): Reporter[] {
  return values.some((value) => value.split(',').includes('json')) ? [{ name: 'json' }] : [];
}
