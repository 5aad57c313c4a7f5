import { badInput, type FaultlineError, formatPlace, type Place } from '../core/index.ts';

/** Told beside the first one. */
const OTHERS_MAX = 9;
/** Of what came, in a message. */
const SHOWN_CHARS = 80;

export type Path = readonly (string | number)[];

/** One thing that is wrong, and where: at the key of `path`, or at its value. */
export interface Problem {
  /** Without `suite-` or `plan-` before it. */
  readonly code: string;
  /** What was expected and what came; without the path before it. */
  readonly message: string;
  readonly path: Path;
  readonly at?: 'key';
}

/** A problem whose place in the file is known. */
export interface PlacedProblem {
  readonly code: string;
  readonly message: string;
  readonly place: Place;
}

/** The first problem of the file as an error; its message goes on with the others. */
export function errorOf(problems: readonly PlacedProblem[]): FaultlineError | undefined {
  const ordered = inOrder(problems);
  const [first, ...others] = ordered;
  if (first === undefined) return undefined;
  const listed = others.slice(0, OTHERS_MAX).map(({ place, message }) => `\n  ${formatPlace(place)}: ${message}`);
  const rest = others.length > OTHERS_MAX ? `\n  and ${others.length - OTHERS_MAX} more` : '';
  return badInput(first.code, `${first.message}${listed.join('')}${rest}`, first.place);
}

/** Says where in the file each problem is, and at which path. */
export function placeProblems(
  problems: readonly Problem[],
  kind: 'suite' | 'plan',
  placeOf: (path: Path, at?: 'key') => Place,
): PlacedProblem[] {
  return problems.map(({ code, message, path, at }) => ({
    code: `${kind}-${code}`,
    message: `${pathPrefix(at === 'key' ? path.slice(0, -1) : path)}${message}`,
    place: placeOf(path, at),
  }));
}

/** As JSON, cut to a length that a line can bear. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}...` : text;
}

/** `a.b[2]: `, or nothing for the whole. */
function pathPrefix(path: Path): string {
  if (path.length === 0) return '';
  return `${path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('')}: `;
}

/**
 * By place, each once: what stands in `defaults` or in a matrix is judged with every entry it belongs to. What is missing comes last:
 * a misspelt key is told before the right one that is not there because of it.
 */
function inOrder(problems: readonly PlacedProblem[]): PlacedProblem[] {
  const seen = new Set<string>();
  return problems
    .filter(({ place, message }) => {
      const key = `${formatPlace(place)} ${message}`;
      return !seen.has(key) && seen.add(key);
    })
    .sort(
      (a, b) =>
        Number(isMissing(a)) - Number(isMissing(b)) ||
        (a.place.line ?? 0) - (b.place.line ?? 0) ||
        (a.place.column ?? 0) - (b.place.column ?? 0),
    );
}

function isMissing({ code }: PlacedProblem): boolean {
  return code.endsWith('missing-key');
}
