import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { Command } from 'commander';
import { localCapabilities } from '../cluster/local/index.ts';
import { faultKinds } from '../nemesis/index.ts';
import { standardOutput } from './standard-output.ts';

/** `faultline doctor`: what this machine can do, and which faults it cannot and why. */
export function doctorCommand(): Command {
  return new Command('doctor').description('what this machine can do, which faults it cannot, and why').action(() => {
    const capabilities = localCapabilities();
    const checks: [string, true | string][] = [
      [`node ${process.versions.node}`, nodeIsNewEnough() || 'Node 20.19 or newer is needed'],
      [`platform ${process.platform}`, process.platform === 'linux' || 'only Linux can do everything'],
      ['/proc', readable('/proc/self/stat') || 'states and exits of processes cannot be proven without it'],
      [
        `file descriptors (${openFileLimit() ?? 'unknown'})`,
        (openFileLimit() ?? Number.POSITIVE_INFINITY) >= 1024 || 'under 1024: raise it with ulimit -n',
      ],
      ...faultKinds.map((kind): [string, true | string] => [`fault ${kind}`, capabilities.can(kind)]),
    ];
    const lines = checks.map(([what, state]) => (state === true ? `ok    ${what}` : `no    ${what}: ${state}`));
    standardOutput.write(`${lines.join('\n')}\n`);
  });
}

function nodeIsNewEnough(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19);
}

function readable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function openFileLimit(): number | undefined {
  if (!existsSync('/proc/self/limits')) return undefined;
  const match = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
  return match === null ? undefined : Number(match[1]);
}
