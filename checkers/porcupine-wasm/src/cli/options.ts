import { parseArgs } from 'node:util';
import { type FormatName, formats } from '../formats/index.ts';
import { models } from '../models/index.ts';
import type { FailedCas } from '../models/options.ts';

/** What the user gave cannot be used; `place` is `file:line:col` as far as it is known. */
export class InputError extends Error {
  override readonly name: string = 'InputError';
  readonly code: string;
  readonly place: string | undefined;

  constructor(code: string, message: string, place?: string) {
    super(message);
    this.code = code;
    this.place = place;
  }
}

export interface CommandLine {
  readonly files: readonly string[];
  readonly model: string;
  readonly format: FormatName | undefined;
  /** Undefined: what the format or the model says. */
  readonly init: { readonly value: unknown } | undefined;
  readonly failedCas: FailedCas;
  readonly budgetMs: number;
  readonly memoryBytes: number;
  readonly minimize: boolean;
  readonly reporter: 'text' | 'json';
}

const modelNames = Object.keys(models).join(', ');

export const helpText: string = `Usage: porcupine-wasm FILE... --model NAME

Checks recorded histories: is there an order of all operations that explains what every client saw?

  --model NAME        ${modelNames}
  --init JSON         the initial state, instead of the model's or the format's own
  --format NAME       ${formats.join(', ')}; found out by content otherwise
  --failed-cas HOW    observe: a failed compare-and-swap saw another value; ignore: it says nothing
                      (otherwise the first without an error or with precondition-failed, else the second)
  --budget TIME       for each file, like 30s or 500ms (60s)
  --memory SIZE       for each file, like 512m or 1g (1g)
  --minimize          also the smallest history that is still invalid and proves it
  --reporter NAME     text or json (text)

Ends with 0: valid, 1: invalid, 2: unknown within the budget, 254: bad usage or a malformed file, 255: a defect.
`;

export function readCommandLine(args: readonly string[]): CommandLine | 'help' {
  const { values, positionals } = parse(args);
  if (values.help === true) return 'help';
  const { model } = values;
  if (positionals.length === 0) throw new InputError('file-missing', 'expected at least one history file; --help shows the options');
  if (model === undefined)
    throw new InputError('model-missing', `a history does not say what it should obey: give --model (${modelNames})`);
  if (!Object.hasOwn(models, model)) throw new InputError('unknown-model', `--model: expected ${modelNames}, got "${model}"`);
  return {
    files: positionals,
    model,
    format: values.format === undefined ? undefined : oneOf('--format', values.format, formats),
    init: values.init === undefined ? undefined : { value: parseInit(values.init) },
    failedCas:
      values['failed-cas'] === undefined ? 'by-error' : oneOf('--failed-cas', values['failed-cas'], ['observe', 'ignore'] as const),
    budgetMs: parseBudget(values.budget ?? '60s'),
    memoryBytes: parseMemory(values.memory ?? '1g'),
    minimize: values.minimize ?? false,
    reporter: oneOf('--reporter', values.reporter ?? 'text', ['text', 'json'] as const),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        model: { type: 'string' },
        init: { type: 'string' },
        format: { type: 'string' },
        'failed-cas': { type: 'string' },
        budget: { type: 'string' },
        memory: { type: 'string' },
        minimize: { type: 'boolean' },
        reporter: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Node adds how to name a file that begins like an option, which is seldom what was meant.
    throw new InputError('bad-usage', `${message.split('. To specify a positional')[0]}; --help shows the options`);
  }
}

function oneOf<T extends string>(option: string, value: string, known: readonly T[]): T {
  const found = known.find((name) => name === value);
  if (found === undefined) throw new InputError('bad-option', `${option}: expected ${known.join(', ')}, got "${value}"`);
  return found;
}

function parseInit(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError('bad-init', `--init: expected JSON, like null, 0 or '"text"', got ${text}`);
  }
}

/** A timer of the system cannot wait for longer. */
const budgetLimitMs = 2 ** 31 - 1;
const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

function parseBudget(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
  const budgetMs = Number(match?.[1]) * unitMs[(match?.[2] ?? 's') as keyof typeof unitMs];
  if (budgetMs <= budgetLimitMs) return budgetMs;
  throw new InputError('bad-duration', `--budget: expected a duration like 30s, 500ms or 2m, of at most 24 days, got "${text}"`);
}

const memoryLimitBytes = 2 ** 32;
const unitBytes = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 } as const;

/** `512m`, `1g`, `2GiB`; bytes without a unit. */
export function parseMemory(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([kmg])(?:i?b)?|b)?$/i.exec(text.trim());
  const unit = match?.[2]?.toLowerCase() as keyof typeof unitBytes | undefined;
  const bytes = Math.floor(Number(match?.[1]) * (unit === undefined ? 1 : unitBytes[unit]));
  if (bytes <= memoryLimitBytes) return bytes;
  throw new InputError('bad-size', `--memory: expected a size like 512m or 1g, of at most 4g, got "${text}"`);
}
