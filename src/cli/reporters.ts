import { badInput } from '../core/index.ts';

export const reporterNames = ['text', 'json'] as const;
export type ReporterName = (typeof reporterNames)[number];

export interface Reporter {
  readonly name: ReporterName;
  /** Undefined: standard output. */
  readonly file?: string;
}

/** Reads `--reporter` values: each may hold several, separated by commas; each is `name` or `name=file`. */
export function parseReporters(values: readonly string[]): Reporter[] {
  const reporters = values
    .flatMap((value) => value.split(','))
    .map((text) => {
      const at = text.indexOf('=');
      const name = reporterNames.find((known) => known === (at < 0 ? text : text.slice(0, at)).trim());
      if (name === undefined)
        throw badInput('unknown-reporter', `--reporter: expected ${reporterNames.join(' or ')} (each optionally =file), got "${text}"`);
      const file = at < 0 ? undefined : text.slice(at + 1);
      if (file === '') throw badInput('unknown-reporter', `--reporter ${text}: the file name after = is empty`);
      return file === undefined ? { name } : { name, file };
    });
  if (reporters.filter(({ file }) => file === undefined).length > 1)
    throw badInput(
      'reporter-conflict',
      '--reporter: only one reporter can write to standard output; give the others a file, like json=run.json',
    );
  return reporters;
}
