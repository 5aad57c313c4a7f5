import { readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isRunning, parseRunName, runFiles } from '../../store/index.ts';
import { type RunFacts, readFacts } from './read-facts.ts';

/** Older runs than the newest so many are left out, and the page says how many. */
export const RUNS_INDEXED_MAX = 20_000;
/** What was looked at so short a time ago is not looked at again. */
const REFRESH_MS = 1000;
/** So long one stretch of reading may keep other requests waiting. */
const SLICE_MS = 15;
/** A long first reading is shown as far as it is, so often. */
const SHOW_MS = 500;
/** A folder that changed so short a time ago may change once more without its time being another. */
const SETTLED_MS = 2000;

export interface ListedRun extends RunFacts {
  /** Absolute. */
  readonly dir: string;
  readonly plan: string;
  readonly name: string;
  readonly startedAtMs: number;
  readonly seed: number;
  readonly running: boolean;
}

export interface Listing {
  /** Newest first. */
  readonly runs: readonly ListedRun[];
  /** Runs that are there and not yet read. */
  readonly unread: number;
  /** Older runs that are left out. */
  readonly omitted: number;
}

interface Candidate {
  readonly dir: string;
  readonly plan: string;
  readonly name: string;
  readonly startedAtMs: number;
  readonly seed: number;
  readonly suffix: number;
}

interface Known {
  readonly changedAtMs: number;
  readonly settled: boolean;
  /** undefined: a folder without a plan is no run. */
  readonly run: ListedRun | undefined;
}

/**
 * The runs of a results folder, kept in memory: a verdict is read once and then only when its folder has changed, which one `stat` tells,
 * because every file that matters is renamed into it. Links are not followed. A request is looked up here by plan and name, so no path
 * that came over the network ever reaches the file system.
 */
export class RunIndex {
  readonly #root: string;
  readonly #maxRuns: number;
  #known = new Map<string, Known>();
  #listing: Listing = { runs: [], unread: 0, omitted: 0 };
  #byName = new Map<string, ListedRun>();
  #refreshing: Promise<void> | undefined;
  #refreshedAtMs = Number.NEGATIVE_INFINITY;

  constructor(root: string, maxRuns: number = RUNS_INDEXED_MAX) {
    this.#root = root;
    this.#maxRuns = maxRuns;
  }

  get listing(): Listing {
    return this.#listing;
  }

  /** A run that went on when it was listed is looked at once more: whoever watched it end wants to see what came of it. */
  find(plan: string, name: string): ListedRun | undefined {
    const listed = this.#byName.get(keyOf(plan, name));
    return listed?.running === true ? lookAt({ ...listed, suffix: 0 }, undefined).run : listed;
  }

  /** Settles when the listing is as the folder was at some moment of the last second. */
  refresh(): Promise<void> {
    if (performance.now() - this.#refreshedAtMs < REFRESH_MS) return Promise.resolve();
    this.#refreshing ??= this.#read().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #read(): Promise<void> {
    const all = candidatesOf(this.#root);
    const wanted = all.slice(0, this.#maxRuns);
    const known = new Map<string, Known>();
    const runs: ListedRun[] = [];
    let sliceEndsMs = performance.now() + SLICE_MS;
    let showAtMs = sliceEndsMs;
    for (const [done, candidate] of wanted.entries()) {
      const now = lookAt(candidate, this.#known.get(candidate.dir));
      known.set(candidate.dir, now);
      if (now.run !== undefined) runs.push(now.run);
      if (performance.now() < sliceEndsMs) continue;
      // While the first reading goes on, what was read can be shown.
      if (this.#refreshedAtMs === Number.NEGATIVE_INFINITY && performance.now() > showAtMs) {
        this.#show({ runs: [...runs], unread: wanted.length - done - 1, omitted: all.length - wanted.length });
        showAtMs = performance.now() + SHOW_MS;
      }
      await setImmediate();
      sliceEndsMs = performance.now() + SLICE_MS;
    }
    this.#known = known;
    this.#show({ runs, unread: 0, omitted: all.length - wanted.length });
    this.#refreshedAtMs = performance.now();
  }

  #show(listing: Listing): void {
    this.#listing = listing;
    this.#byName = new Map(listing.runs.map((run) => [keyOf(run.plan, run.name), run]));
  }
}

function candidatesOf(root: string): Candidate[] {
  const found: Candidate[] = [];
  for (const plan of foldersOf(root)) {
    for (const name of foldersOf(join(root, plan))) {
      const parts = parseRunName(name);
      if (parts === undefined) continue;
      const { startedAt, seed, suffix } = parts;
      found.push({ dir: join(root, plan, name), plan, name, startedAtMs: startedAt.getTime(), seed, suffix });
    }
  }
  return found.sort((a, b) => b.startedAtMs - a.startedAtMs || b.suffix - a.suffix || (a.dir < b.dir ? 1 : -1));
}

function foldersOf(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

function lookAt({ dir, plan, name, startedAtMs, seed }: Candidate, before: Known | undefined): Known {
  const changedAtMs = statOf(dir)?.mtimeMs;
  if (changedAtMs === undefined) return { changedAtMs: 0, settled: false, run: undefined };
  if (before?.settled === true && before.changedAtMs === changedAtMs) return before;
  const settled = Date.now() - changedAtMs > SETTLED_MS;
  if (statOf(join(dir, runFiles.plan))?.isFile() !== true) return { changedAtMs, settled, run: undefined };
  const running = isRunning(dir);
  const facts = readFacts(dir);
  return { changedAtMs, settled: settled && !running, run: { dir, plan, name, startedAtMs, seed, running, ...facts } };
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** A slash stands in no name. */
function keyOf(plan: string, name: string): string {
  return `${plan}/${name}`;
}
