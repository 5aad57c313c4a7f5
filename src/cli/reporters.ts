import { Option } from 'commander';
import { badInput } from '../core/index.ts';

/** What every command can write; and what those that carry runs out, or judge them as one, can besides. */
export type ReporterName = 'text' | 'json' | 'junit' | 'github' | 'markdown' | 'html';
export const plainReporters: readonly ReporterName[] = ['text', 'json'];
export const campaignReporters: readonly ReporterName[] = [...plainReporters, 'junit', 'github', 'markdown', 'html'];

export interface Reporter {
  readonly name: ReporterName;
  /** Undefined: standard output. */
  readonly file?: string;
}

/** Where a text for people and workflow commands may stand together; anything else is a document, and alone. */
const sharing: readonly ReporterName[] = ['text', 'github'];

/** `--reporter` of a command that knows them all. */
export function reporterOption(more = ''): Option {
  return new Option(
    '--reporter <name[=file]>',
    `${campaignReporters.join(', ')}, each optionally to a file (html: always); several with commas, or repeated${more}`,
  )
    .argParser((value: string, all: readonly string[]) => [...all, value])
    .default([], 'text');
}

/** Reads `--reporter` values: each may hold several, separated by commas; each is `name` or `name=file`. None is text. */
export function parseReporters(values: readonly string[], known: readonly ReporterName[] = plainReporters): Reporter[] {
  const reporters = (values.length === 0 ? ['text'] : values)
    .flatMap((value) => value.split(','))
    .map((text) => {
      const at = text.indexOf('=');
      const name = known.find((each) => each === (at < 0 ? text : text.slice(0, at)).trim());
      if (name === undefined)
        throw badInput('unknown-reporter', `--reporter: expected ${listed(known)} (each optionally =file), got "${text}"`);
      const file = at < 0 ? undefined : text.slice(at + 1);
      if (file === '') throw badInput('unknown-reporter', `--reporter ${text}: the file name after = is empty`);
      // Its links to the runs' pages depend on where it lies.
      if (name === 'html' && file === undefined)
        throw badInput('unknown-reporter', '--reporter html: expected a file, like html=campaign.html, got none');
      return file === undefined ? { name } : { name, file };
    });
  const toOutput = reporters.filter(({ file }) => file === undefined).map(({ name }) => name);
  const documents = toOutput.filter((name) => !sharing.includes(name));
  // Workflow commands are read on standard error too.
  if (documents.length > 1 || (documents.length === 1 && toOutput.includes('text')) || new Set(toOutput).size < toOutput.length)
    throw badInput(
      'reporter-conflict',
      `--reporter: only one reporter can write to standard output, got ${toOutput.join(' and ')}; give the others a file, like json=run.json`,
    );
  return reporters;
}

/** Whether this reporter's text is on standard output. */
export function isOnOutput(reporters: readonly Reporter[], wanted: ReporterName): boolean {
  return reporters.some(({ name, file }) => name === wanted && file === undefined);
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
