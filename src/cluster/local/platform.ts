import { FaultlineError } from '../../core/index.ts';
import { type Capabilities, simulatedOnly } from '../index.ts';

/** Throws where real processes cannot be run at all. */
export function requirePlatform(platform: NodeJS.Platform = process.platform): void {
  if (platform === 'linux' || platform === 'darwin') return;
  throw new FaultlineError(
    'platform-unsupported',
    `The local world runs on Linux, and with limits on macOS; this is ${platform}. Run it in a Linux virtual machine or container (on Windows: WSL 2).`,
  );
}

/** What needs /proc is left out where there is none: a fault that cannot be proven is not done. */
export function localCapabilities(platform: NodeJS.Platform = process.platform): Capabilities {
  return {
    can(kind) {
      const why = simulatedOnly.get(kind);
      if (why !== undefined) return why;
      if (!everywhere.has(kind) && !withProc.has(kind)) return `The local world does not know the fault "${kind}".`;
      if (everywhere.has(kind) || platform === 'linux') return true;
      return `"${kind}" needs /proc to prove that every thread has stopped, and ${platform} has none.`;
    },
  };
}

const everywhere: ReadonlySet<string> = new Set(['partition', 'delay', 'drop', 'duplicate', 'reorder', 'corrupt', 'hold', 'reset', 'kill']);
const withProc: ReadonlySet<string> = new Set(['pause', 'power-cut']);
