import { appendFileSync, closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultlineError, HistoryEvent, JsonObject, NodeId, RunVerdict, TraceEvent } from '../core/index.ts';
import { orUnwritable, runFiles, writeAll, writeAtomically } from './files.ts';

/** Lines of a simulated run that are gathered before they are written. */
const GATHERED_LINES_MAX = 10_000;

/** Writes one run as it happens. Every method that writes throws `results-unwritable` (255) when it cannot. */
export interface RunWriter {
  /** Absolute. */
  readonly dir: string;
  /** Names this run among all on this machine. */
  readonly runId: string;
  /** What went wrong without harm: `latest` could not be set. */
  readonly warnings: readonly string[];
  /** One line, written when this returns: a kill of this process loses nothing. After a failed write nothing more is taken. */
  history(event: HistoryEvent): void;
  /** Attempts, late replies and other remarks: one line in `notes.jsonl`. */
  note(note: JsonObject): void;
  /** What a simulated node says of itself: gathered, and written when the verdict is. A process writes its trace itself. */
  trace(event: TraceEvent): void;
  /** A line of `events.log`: gathered like `trace`. */
  event(line: string): void;
  /** The file is whole or not there. */
  verdict(verdict: RunVerdict): void;
  report(html: string): void;
  /** The run is over. Calling it again does nothing. */
  close(): void;
}

export function openRunWriter(dir: string, runId: string): RunWriter {
  const history = openLines(join(dir, runFiles.history));
  const notes = openLines(join(dir, runFiles.notes));
  const traces = new Map<NodeId, GatheredFile>();
  const events = new GatheredFile(join(dir, runFiles.events));
  return {
    dir,
    runId,
    warnings: [],
    history: (event) => history.append(event),
    note: (note) => notes.append(note),
    trace(event) {
      let file = traces.get(event.node);
      if (file === undefined) {
        file = new GatheredFile(join(dir, runFiles.trace, `${event.node}.jsonl`));
        traces.set(event.node, file);
      }
      file.add(JSON.stringify(event));
    },
    event: (line) => events.add(line),
    verdict(verdict) {
      for (const file of [events, ...traces.values()]) file.flush();
      replace(join(dir, runFiles.verdict), `${JSON.stringify(verdict)}\n`);
    },
    report: (html) => replace(join(dir, runFiles.report), html),
    close() {
      history.close();
      notes.close();
      rmSync(join(dir, runFiles.running), { force: true });
    },
  };
}

interface Lines {
  append(value: unknown): void;
  close(): void;
}

function openLines(path: string): Lines {
  const fd = orUnwritable(path, () => openSync(path, 'ax'));
  let open = true;
  let failure: FaultlineError | undefined;
  return {
    append(value) {
      if (!open) throw new Error(`${path} was closed`);
      // A part of a line may stand in the file now: a line behind it would turn it from a torn end into damage in the middle.
      if (failure !== undefined) throw failure;
      try {
        orUnwritable(path, () => writeAll(fd, `${JSON.stringify(value)}\n`));
      } catch (error) {
        failure = error as FaultlineError;
        throw error;
      }
    },
    close() {
      if (!open) return;
      open = false;
      closeSync(fd);
    },
  };
}

/** Lines of which many come in no time: written by the piece. The file is there once a line is. */
class GatheredFile {
  readonly #path: string;
  #lines: string[] = [];
  #failure: FaultlineError | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  add(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length >= GATHERED_LINES_MAX) this.flush();
  }

  flush(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#lines.length === 0) return;
    const text = `${this.#lines.join('\n')}\n`;
    this.#lines = [];
    try {
      orUnwritable(this.#path, () => appendFileSync(this.#path, text));
    } catch (error) {
      this.#failure = error as FaultlineError;
      throw error;
    }
  }
}

function replace(path: string, text: string): void {
  orUnwritable(path, () => writeAtomically(path, text));
}
