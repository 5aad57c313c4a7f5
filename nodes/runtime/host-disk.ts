import type { JsonObject } from '../../src/core/index.ts';
import { copyBytes } from './block.ts';
import type { Disk } from './env.ts';
import type { StoragePort } from './ports.ts';
import type { StepQueue } from './step-queue.ts';
import { WrittenRecords } from './written-records.ts';

export interface HostDiskOptions {
  readonly storage: StoragePort;
  readonly steps: StepQueue;
  /** What is durable now that was not. Said before the protocol hears of it. */
  persisted(file: string, length: number, records: readonly JsonObject[]): void;
  /** Ends the node. */
  fatal(reason: string): void;
}

/** The disk as a protocol sees it, over a world's storage: calls leave at the end of their step, callbacks are steps. */
export function createHostDisk({ storage, steps, persisted, fatal }: HostDiskOptions): Disk {
  const written = new WrittenRecords();

  function sync(name: string, done: () => void): void {
    const mark = written.mark(name);
    const answer = (error: Error | undefined, length: number) => {
      // After a failed fsync nobody knows what the disk holds, and a second one would lie: no protocol is given the choice.
      if (error !== undefined) return fatal(`cannot sync ${name}: ${error.message}`);
      const records = written.synced(name, mark, length);
      if (records !== undefined) persisted(name, length, records);
      done();
    };
    steps.later(() => storage.sync(name, (error, length) => steps.runWith(answer, error, length)));
  }

  return {
    read(name, done) {
      const answer = (error: Error | undefined, bytes: Uint8Array | undefined) => {
        if (error !== undefined || bytes === undefined) done(error, bytes);
        else sync(name, () => done(undefined, bytes));
      };
      steps.later(() => storage.read(name, (error, bytes) => steps.runWith(answer, error, bytes)));
    },
    append(name, bytes, about, done) {
      const copy = copyBytes(bytes);
      const records = [...about];
      const answer = (error?: Error) => {
        if (error === undefined) written.appended(name, records);
        done(error);
      };
      steps.later(() => storage.append(name, copy, (error) => steps.runWith(answer, error, undefined)));
    },
    sync,
    replace(name, bytes, about, done) {
      const copy = copyBytes(bytes);
      const records = [...about];
      const answer = (error?: Error) => {
        if (error !== undefined) return fatal(`cannot replace ${name}: ${error.message}`);
        persisted(name, bytes.length, written.replaced(name, records, bytes.length));
        done();
      };
      steps.later(() => storage.replace(name, copy, (error) => steps.runWith(answer, error, undefined)));
    },
  };
}
