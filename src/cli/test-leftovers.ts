/** What a run has in the machine while it lives, and must not leave there: processes, and sockets that listen. Read from /proc. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { processesOf } from './test-cli.ts';

/** The process of one node of the run below this folder, with the number of its start. */
export function nodeProcess(folder: string, node: string): { readonly pid: number; readonly boot: number } | undefined {
  const nodes = processesOf(folder).map((pid) => ({ pid: Number(pid), args: argumentsOf(Number(pid)) }));
  const found = nodes.find(({ args }) => optionOf(args, '--id') === node);
  return found === undefined ? undefined : { pid: found.pid, boot: Number(optionOf(found.args, '--boot')) };
}

/** The guard that this controller has started. */
export function guardOf(controller: number): number | undefined {
  return numbersIn('/proc').find((pid) => argumentsOf(pid).at(-1)?.endsWith('guard-main.js') === true && parentOf(pid) === controller);
}

/** `T` for a process that stands still; undefined for one that is gone. */
export function stateOf(pid: number): string | undefined {
  return statOf(pid)[0];
}

/** The sockets that these processes listen on, by their inodes: unlike ports these are not given to somebody else a moment later. */
export function listeningSockets(pids: readonly number[]): string[] {
  return stillListening(pids.flatMap((pid) => socketsOf(pid)));
}

/** Those of the sockets that anybody still listens on. */
export function stillListening(inodes: readonly string[]): string[] {
  // Column 4 of /proc/net/tcp is the state, 0A for listening, and column 10 the inode.
  const rows = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => quietly(() => readFileSync(file, 'latin1')).split('\n'));
  const listening = rows.map((row) => row.trim().split(/\s+/)).filter((row) => row[3] === '0A');
  const known = new Set(listening.map((row) => row[9]));
  return inodes.filter((inode) => known.has(inode));
}

function socketsOf(pid: number): string[] {
  return numbersIn(`/proc/${pid}/fd`).flatMap(
    (fd) => /^socket:\[(\d+)\]$/.exec(quietly(() => readlinkSync(`/proc/${pid}/fd/${fd}`)))?.[1] ?? [],
  );
}

function argumentsOf(pid: number): string[] {
  return quietly(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
    .split('\0')
    .slice(0, -1);
}

function optionOf(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
}

function parentOf(pid: number): number {
  return Number(statOf(pid)[1]);
}

/** The fields behind the program's name, which may itself hold blanks and brackets. */
function statOf(pid: number): string[] {
  const stat = quietly(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  return stat === '' ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function numbersIn(folder: string): number[] {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** A process may end between the listing and the reading. */
function quietly(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
