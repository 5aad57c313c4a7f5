import { join } from 'node:path';
import type { Clock, Ms, NodeId, Timer } from '../../core/index.ts';
import { type FilteredCopy, openFilteredCopy } from './filtered-copy.ts';
import { openUnnamedFile, type UnnamedFile } from './unnamed-file.ts';

/** How long what a node wrote may wait before it stands, filtered, in the run's folder. A kill of the controller loses no more. */
export const COPY_EVERY_MS: Ms = 100;

/** Where one node's process writes. */
export interface NodeOutput {
  readonly logFile: string;
  readonly traceFile: string;
  /** Where a reader finds the log once the run is over. */
  readonly shownLogFile: string;
}

export interface NodeOutputs {
  of(node: NodeId): NodeOutput;
  /** No node writes any more. Answers what went wrong: a log that is not whole. */
  close(): Error | undefined;
}

export interface NodeOutputsOptions {
  readonly runFolder: string;
  readonly nodes: readonly NodeId[];
  readonly clock: Clock;
  /** A line as it may be kept; absent: as it is. */
  readonly filter?: (line: string) => string;
}

/**
 * Nodes write their logs and traces themselves, past the controller, so that neither waits for the other and a kill of it loses nothing. Where
 * that may hold what nobody is to read it goes to files without a name, and filtered copies are kept: no kill, of whatever, leaves more.
 */
export function openNodeOutputs(options: NodeOutputsOptions): NodeOutputs {
  const { runFolder, nodes, clock, filter } = options;
  const plain = (node: NodeId): NodeOutput => {
    const logFile = join(runFolder, 'logs', `${node}.log`);
    return { logFile, shownLogFile: logFile, traceFile: join(runFolder, 'trace', `${node}.jsonl`) };
  };
  if (filter === undefined) return { of: plain, close: () => undefined };

  const files: UnnamedFile[] = [];
  const copies: FilteredCopy[] = [];
  const hidden = (shown: string, name: string): string => {
    const file = openUnnamedFile(join(runFolder, 'work'), name);
    files.push(file);
    copies.push(openFilteredCopy(file.path, shown, filter));
    return file.path;
  };
  const outputs = new Map(
    nodes.map((node): [NodeId, NodeOutput] => {
      const { logFile, traceFile } = plain(node);
      const shown = { shownLogFile: logFile };
      return [node, { ...shown, logFile: hidden(logFile, `${node}.log`), traceFile: hidden(traceFile, `${node}.jsonl`) }];
    }),
  );
  let failure: Error | undefined;
  let timer: Timer = clock.timer(COPY_EVERY_MS, copyOn);

  function copyOn(): void {
    for (const copy of copies) attempt(() => copy.advance());
    timer = clock.timer(COPY_EVERY_MS, copyOn);
  }

  /** After a failed copy the others are still kept. */
  function attempt(act: () => void): void {
    try {
      act();
    } catch (error) {
      failure ??= error instanceof Error ? error : new Error(String(error));
    }
  }

  return {
    of: (node) => outputs.get(node) ?? plain(node),
    close() {
      clock.cancel(timer);
      for (const copy of copies) attempt(() => copy.finish());
      for (const file of files) file.close();
      return failure;
    },
  };
}
