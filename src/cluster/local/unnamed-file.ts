import { closeSync, existsSync, openSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { FaultlineError } from '../../core/index.ts';

/** A file without a name: nobody finds it, and with the last process that has it open it is gone, whatever ended that. */
export interface UnnamedFile {
  /** Where any process of this user can open it, for as long as this process lives. */
  readonly path: string;
  close(): void;
}

const descriptors = `/proc/${process.pid}/fd`;

/** Made in `folder`, which decides the disk it is on. It has its name for no longer than it is empty. */
export function openUnnamedFile(folder: string, name: string): UnnamedFile {
  if (!existsSync(descriptors))
    throw new FaultlineError(
      'platform-unsupported',
      `What nodes that are given variables (--env) write waits in files without a name, and those need ${descriptors}, which is not there. Run without --env, or where /proc is mounted.`,
    );
  const path = join(folder, name);
  const fd = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return { path: join(descriptors, String(fd)), close: () => closeSync(fd) };
}
