import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultlineError, HistoryEvent, JsonObject, RunVerdict } from '../core/index.ts';
import { orUnwritable, runFiles, writeAll, writeAtomically } from './files.ts';

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
  /** The file is whole or not there. */
  verdict(verdict: RunVerdict): void;
  report(html: string): void;
  /** The run is over. Calling it again does nothing. */
  close(): void;
}

export function openRunWriter(dir: string, runId: string): RunWriter {
  const history = openLines(join(dir, runFiles.history));
  const notes = openLines(join(dir, runFiles.notes));
  return {
    dir,
    runId,
    warnings: [],
    history: (event) => history.append(event),
    note: (note) => notes.append(note),
    verdict: (verdict) => replace(join(dir, runFiles.verdict), `${JSON.stringify(verdict)}\n`),
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

function replace(path: string, text: string): void {
  orUnwritable(path, () => writeAtomically(path, text));
}
