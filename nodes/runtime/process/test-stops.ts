import { type FileCalls, fileCalls } from './file-calls.ts';

export interface StoppingCalls {
  readonly calls: FileCalls;
  count(): number;
  stopped(): boolean;
  settled(): Promise<unknown>;
}

/** The real calls until the `stopAt`-th; that one is done not at all, by half or in whole, and then nothing happens any more. */
export function stoppingCalls(stopAt: number, how: 'before' | 'half' | 'after'): StoppingCalls {
  let count = 0;
  let stopped = false;
  const underWay: Promise<unknown>[] = [];
  const guard = <A extends unknown[], R>(real: (...args: A) => R, dead: () => R, half: (...args: A) => R): ((...args: A) => R) => {
    return (...args) => {
      if (stopped) return dead();
      count += 1;
      if (count !== stopAt) return real(...args);
      stopped = true;
      if (how === 'after') real(...args);
      if (how === 'half') half(...args);
      return dead();
    };
  };
  const throwing = (): never => {
    throw new Error('stopped');
  };
  const silent = <R>(): Promise<R> => new Promise(() => {});
  /** What the kernel was asked for is awaited before the folder is looked at, whether or not the node ever hears of it. */
  const track = <A extends unknown[], R>(real: (...args: A) => Promise<R>): ((...args: A) => Promise<R>) => {
    return (...args) => {
      const result = real(...args);
      underWay.push(result.catch(() => {}));
      return result;
    };
  };
  const { open, close, link, rename, unlink, note } = fileCalls;
  const write = track(fileCalls.write);
  // No page cache is lost here, so thousands of syncs need not reach the platter; that they take their time is what matters.
  const sync = track((_fd: number) => new Promise<void>((resolve) => void setImmediate(resolve)));
  return {
    count: () => count,
    stopped: () => stopped,
    settled: () => Promise.all(underWay),
    calls: {
      open: guard(open, throwing, throwing),
      // A process that is gone closes all it had.
      close: (fd) => close(fd),
      link: guard(link, throwing, throwing),
      rename: guard(rename, throwing, throwing),
      unlink: guard(unlink, throwing, throwing),
      write: guard(write, silent<number>, (fd, bytes) => write(fd, bytes.subarray(0, bytes.length >> 1))),
      syncData: guard(sync, silent<void>, sync),
      syncFolder: guard(sync, silent<void>, sync),
      note: guard(note, throwing, (fd, line) => note(fd, line.subarray(0, line.length >> 1))),
    },
  };
}
