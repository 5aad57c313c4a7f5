/** How the program ends: with the exit code that its command came to, whatever a module that it loaded does to the process. */
import type { RunSummary } from '../core/index.ts';

/** Node's own code for a program that has nothing left to do while its main module still waits. */
const UNSETTLED_EXIT_CODE = 13;

export interface Known {
  readonly runs: readonly RunSummary[];
  /** One that nobody expects: whatever else happens, it stands. */
  readonly isViolated: boolean;
}

let runs: readonly RunSummary[] = [];
let isFound = false;
let endsWith: number | undefined;

/** Runs of the command that are judged. */
export function keepJudged(judged: readonly RunSummary[]): void {
  runs = judged;
}

/** A violation of the run that goes on is certain, and nobody expects it. */
export function keepFound(): void {
  isFound = true;
}

/** What the command has shown so far. */
export function knownSoFar(): Known {
  return { runs, isViolated: isFound || runs.some(({ outcome, expected }) => outcome === 'violation' && expected !== true) };
}

/** The command came to its end: from here on nothing changes the exit code but what standard output has to say. */
export function endWith(code: number): void {
  endsWith = code;
}

/** Leaves at once. */
export function leave(code: number): never {
  endWith(code);
  process.exit(code);
}

/**
 * A program that ends before its command has come to its end (a module called `process.exit`, or waits for what never comes) must not look like
 * a pass: `early` says so, and answers the exit code.
 */
export function watchEnd(early: (why: string) => number): void {
  process.on('exit', () => {
    if (endsWith === undefined) endWith(early(process.exitCode === UNSETTLED_EXIT_CODE ? WAITED : LEFT));
    process.exitCode = endsWith;
  });
}

const WAITED =
  'the command waits for what never comes, and nothing is left to do: a system’s module has a top-level `await` that is never settled, or answers with such a promise';
const LEFT =
  'the program was left before the command came to its end: something in it called process.exit, which a system’s module, and what it imports, must not';
