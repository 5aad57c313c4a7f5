import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject } from '../core/index.ts';
import { runFiles } from './files.ts';

/** Who writes a run: the process, and when it started, since numbers of processes come again. */
interface RunningProcess {
  readonly pid: number;
  /** In the kernel's ticks since boot; null where /proc cannot tell. */
  readonly startTicks: number | null;
}

export function describeThisProcess(): RunningProcess {
  return { pid: process.pid, startTicks: startTicks(process.pid) ?? null };
}

/** Whether the controller of this run is still at work. In doubt it is. */
export function isRunning(dir: string): boolean {
  const writer = readRunning(dir);
  if (writer === undefined || !isAlive(writer.pid)) return false;
  return writer.startTicks === null || startTicks(writer.pid) === writer.startTicks;
}

function readRunning(dir: string): RunningProcess | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(join(dir, runFiles.running), 'utf8'));
    if (!isJsonObject(value) || typeof value['pid'] !== 'number') return undefined;
    return { pid: value['pid'], startTicks: typeof value['startTicks'] === 'number' ? value['startTicks'] : null };
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Field 22 of /proc/<pid>/stat; the second field is the command in brackets and may hold anything. */
function startTicks(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
    return Number.isSafeInteger(ticks) ? ticks : undefined;
  } catch {
    return undefined;
  }
}
