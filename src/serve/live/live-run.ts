import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type Finding, type HistoryEvent, isJsonObject, type Json, type Plan, type TraceItem, TraceLines } from '../../core/index.ts';
import { runFiles } from '../../store/index.ts';
import { readFacts } from '../runs/read-facts.ts';
import { readJson } from '../runs/read-json.ts';
import type { ListedRun } from '../runs/run-index.ts';
import { FollowedFile } from './followed-file.ts';
import { LineSplitter } from './line-splitter.ts';
import type { LiveState } from './live-state.ts';
import { LiveTally } from './live-tally.ts';

/** A cluster of more nodes than this is not made; further traces are not followed. */
const TRACES_MAX = 200;

/** Judges a run while it goes on, as far as its plan says how; made by whoever knows the checkers. */
export interface Watcher {
  /** By name: those that judge now. */
  readonly checkers: readonly string[];
  history(event: HistoryEvent): void;
  trace(item: TraceItem): void;
}

export type OpenWatcher = (planText: string, found: (checker: string, finding: Finding) => void) => Watcher | undefined;

export interface LiveRunOptions {
  readonly root: string;
  readonly run: ListedRun;
  readonly watch: OpenWatcher;
  readonly isRunning: (dir: string) => boolean;
}

/** Follows the files of one run. It reads nothing by itself: `poll` is called by whoever has watchers to tell. */
export class LiveRun {
  readonly #options: LiveRunOptions;
  readonly #tally = new LiveTally();
  readonly #history: FollowedFile;
  readonly #lines = new LineSplitter();
  readonly #traces = new Map<string, { readonly file: FollowedFile; readonly lines: TraceLines }>();
  readonly #safetyMs: number | undefined;
  readonly #hasCore: boolean;
  readonly #hasLeaders: boolean;
  readonly #watcher: Watcher | undefined;
  #ended: LiveState['ended'];

  constructor(options: LiveRunOptions) {
    const { root, run, watch } = options;
    this.#options = options;
    this.#history = new FollowedFile(root, run.dir, runFiles.history);
    const { value } = readJson(join(run.dir, runFiles.plan));
    this.#safetyMs = safetyOf(value);
    this.#hasCore = hasCore(value);
    this.#hasLeaders = hasLeaders(value);
    this.#watcher =
      value === undefined ? undefined : watch(JSON.stringify(value), (checker, finding) => this.#tally.found(checker, finding));
  }

  get state(): LiveState {
    const judging = this.#watcher?.checkers ?? [];
    const state = { ...this.#tally.state(Date.now(), this.#safetyMs), hasCore: this.#hasCore, hasLeaders: this.#hasLeaders, judging };
    return this.#ended === undefined ? state : { ...state, faults: [], ended: this.#ended };
  }

  /** Reads what there is to read, in small pieces. */
  async poll(): Promise<void> {
    if (this.#ended !== undefined) return;
    // Asked before reading: what was written before the end is read then.
    const over = !this.#options.isRunning(this.#options.run.dir);
    for (let bytes = this.#history.read(); bytes !== undefined; bytes = this.#history.read()) {
      for (const line of this.#lines.feed(bytes)) this.#event(line);
      await setImmediate();
    }
    this.#findTraces();
    for (const { file, lines } of this.#traces.values()) {
      for (let bytes = file.read(); bytes !== undefined; bytes = file.read()) {
        for (const item of lines.feed(bytes)) this.#trace(item);
        await setImmediate();
      }
    }
    if (over) this.#end();
  }

  close(): void {
    this.#history.close();
    for (const { file } of this.#traces.values()) file.close();
  }

  #event(line: string): void {
    let event: unknown;
    try {
      event = JSON.parse(line);
    } catch {
      return this.#tally.unreadable();
    }
    if (!isJsonObject(event)) return this.#tally.unreadable();
    this.#tally.event(event, Date.now());
    this.#watcher?.history(event as unknown as HistoryEvent);
  }

  #trace(item: TraceItem): void {
    if (item.kind === 'event') this.#tally.trace(item.event);
    this.#watcher?.trace(item);
  }

  #findTraces(): void {
    const { root, run } = this.#options;
    for (const name of tracesIn(join(run.dir, runFiles.trace))) {
      if (this.#traces.has(name) || this.#traces.size >= TRACES_MAX) continue;
      const file = new FollowedFile(root, run.dir, `${runFiles.trace}/${name}`);
      this.#traces.set(name, { file, lines: new TraceLines(name.slice(0, -ENDING.length)) });
    }
  }

  #end(): void {
    const { outcome, headline } = readFacts(this.#options.run.dir);
    this.#ended = {
      standing: outcome ?? 'unfinished',
      headline: headline ?? 'The run ended without a verdict. "faultline check" judges what it left.',
    };
    this.close();
  }
}

const ENDING = '.jsonl';

function tracesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(ENDING));
  } catch {
    return [];
  }
}

function safetyOf(plan: Json | undefined): Plan['phases']['safetyMs'] | undefined {
  const phases = isJsonObject(plan) ? plan['phases'] : undefined;
  const safetyMs = isJsonObject(phases) ? phases['safetyMs'] : undefined;
  return typeof safetyMs === 'number' && safetyMs > 0 ? safetyMs : undefined;
}

/** Elections are judged where there are some. */
function hasLeaders(plan: Json | undefined): boolean {
  const checkers = isJsonObject(plan) ? plan['checkers'] : undefined;
  return Array.isArray(checkers) && checkers.includes('raft-safety');
}

/** As the run itself decides it: a core phase without time is none. */
function hasCore(plan: Json | undefined): boolean {
  if (!isJsonObject(plan) || !isJsonObject(plan['core'])) return false;
  return isJsonObject(plan['phases']) && plan['phases']['coreMs'] !== 0;
}
