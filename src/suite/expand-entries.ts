import { parse } from 'node:path';
import { isJsonObject, type MatrixPlace, planNameLengthMax } from '../core/index.ts';
import type { Path, Problem } from './problems.ts';
import type { FileEntry, FileGate, FileKnobs, SuiteFile } from './suite-file.ts';
import { entryKeys } from './suite-schema.ts';
import { isModulePath } from './system-module.ts';

/** Of one suite, `matrix` multiplied out. */
const ENTRIES_MAX = 1000;

/** One entry with the defaults and its values of the matrix put in, each of its keys knowing where it stands. */
export interface ExpandedEntry {
  readonly name: string;
  readonly entry: Omit<FileEntry, 'name' | 'matrix'>;
  /** Where the entry itself stands. */
  readonly path: Path;
  readonly pathOf: (key: keyof FileEntry) => Path;
  /** Of a limit of the gate: it may stand in the entry, in `defaults`, or at the top. */
  readonly gatePathOf: (...field: string[]) => Path;
  /** Where it stands in its matrix. */
  readonly place?: MatrixPlace;
}

export function expandEntries(file: SuiteFile): { readonly entries: readonly ExpandedEntry[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const entries = listEntries(file, problems).flatMap(({ entry, path, name }) => multiply(merge(file, entry, path, name), problems));
  for (const [i, { name, path }] of entries.entries()) {
    if (name.length > planNameLengthMax)
      problems.push({ code: 'bad-value', path, message: `expected names of at most ${planNameLengthMax} characters, got "${name}"` });
    if (entries.findIndex((other) => other.name === name) < i) {
      problems.push({
        code: 'duplicate-name',
        path,
        message: `expected a name of its own for every entry, got "${name}" twice; give it a \`name\``,
      });
    }
  }
  return { entries, problems };
}

interface Listed {
  readonly entry: FileEntry;
  readonly path: Path;
  readonly name: string;
}

function listEntries(file: SuiteFile, problems: Problem[]): Listed[] {
  const { name, description: _description, defaults: _defaults, entries, ...own } = file;
  if (entries === undefined) return [{ entry: own, path: [], name }];
  for (const key of entryKeys()) {
    // A gate at the top is the whole suite's.
    if (key === 'gate' || !Object.hasOwn(own, key)) continue;
    const message = `expected no key "${key}" beside \`entries\`; put it into \`defaults\`, or into an entry`;
    problems.push({ code: 'unknown-key', path: [key], at: 'key', message });
  }
  return entries.map((entry, i) => ({ entry, path: ['entries', i], name: `${name}-${entry.name ?? i + 1}` }));
}

interface Merged extends ExpandedEntry {
  readonly matrix: NonNullable<FileEntry['matrix']>;
}

function merge(file: SuiteFile, entry: FileEntry, path: Path, name: string): Merged {
  const { matrix = {}, name: _name, ...whole } = { ...file.defaults, ...entry };
  const pathOf = (key: keyof FileEntry): Path => [
    ...(Object.hasOwn(entry, key) || file.defaults?.[key] === undefined ? path : ['defaults']),
    key,
  ];
  const gates: readonly (readonly [FileGate | undefined, Path])[] = [
    [entry.gate, [...path, 'gate']],
    [file.defaults?.gate, ['defaults', 'gate']],
    [file.gate, ['gate']],
  ];
  const gate: FileGate = { ...file.gate, ...file.defaults?.gate, ...entry.gate };
  const gatePathOf = (...field: string[]): Path => [
    ...(gates.find(([each]) => each !== undefined && Object.hasOwn(each, field[0] ?? ''))?.[1] ?? [...path, 'gate']),
    ...field,
  ];
  return { name, entry: { ...whole, ...(Object.keys(gate).length === 0 ? {} : { gate }) }, path, pathOf, gatePathOf, matrix };
}

function multiply({ matrix, ...base }: Merged, problems: Problem[]): ExpandedEntry[] {
  const axes = Object.entries(matrix) as [keyof FileKnobs, readonly unknown[]][];
  const count = axes.reduce((product, [, values]) => product * values.length, 1);
  if (count > ENTRIES_MAX) {
    problems.push({
      code: 'bad-value',
      path: base.pathOf('matrix'),
      message: `expected at most ${ENTRIES_MAX} combinations, got ${count}`,
    });
    return [];
  }
  return axes.reduce<ExpandedEntry[]>((entries, [key, values]) => entries.flatMap((each) => vary(each, key, values, base)), [base]);
}

function vary(each: ExpandedEntry, key: keyof FileKnobs, values: readonly unknown[], base: ExpandedEntry): ExpandedEntry[] {
  const labels = values.map((value, i) => labelOf(key, value, i));
  return values.map((value, i) => {
    const label = labels.indexOf(labels[i] ?? '') === labels.lastIndexOf(labels[i] ?? '') ? labels[i] : `${labels[i]}-${i + 1}`;
    return {
      ...each,
      name: `${each.name}-${label}`,
      place: { of: base.name, values: [...(each.place?.values ?? []), { key, value: shownOf(value, i) }] },
      entry: { ...each.entry, [key]: value },
      pathOf: (asked) => (asked === key ? [...base.pathOf('matrix'), key, i] : each.pathOf(asked)),
    };
  });
}

/** Names that say by themselves what they are. */
const speaking: readonly string[] = ['system', 'workload', 'bug'];
const LABEL_CHARS_MAX = 40;

/** `kv` for the name of a workload, `nodes-3` and `timeLimit-10s` for other values, `nemesis-kill-pause` for faults, else the place in the list. */
function labelOf(key: string, value: unknown, index: number): string {
  // Of a module its name is enough: `./faultline/mine.mjs` is mine.
  const words = wordsOf(key === 'system' && typeof value === 'string' && isModulePath(value) ? parse(value).name : value)
    ?.replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^-|-$/g, '');
  if (words === undefined || words === '' || words.length > LABEL_CHARS_MAX) return `${key}-${index + 1}`;
  return speaking.includes(key) ? words : `${key}-${words}`;
}

/** As it stands in the grid of the matrix, beside its key. */
function shownOf(value: unknown, index: number): string {
  const words = wordsOf(value) ?? `value ${index + 1}`;
  return words.length <= LABEL_CHARS_MAX ? words : `${words.slice(0, LABEL_CHARS_MAX - 1)}…`;
}

function wordsOf(value: unknown): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string') ? value.join('-') : undefined;
  if (!isJsonObject(value)) return undefined;
  return wordsOf(value['name'] ?? value['faults']);
}
