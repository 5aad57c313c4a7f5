import { readdirSync, readFileSync } from 'node:fs';

/** The variable that marks every process of a run, children of nodes included. */
export const RUN_VARIABLE = 'FAULTLINE_RUN';
/** And this one whose they are. */
export const NODE_VARIABLE = 'FAULTLINE_NODE';

/**
 * When the process began, in clock ticks since the machine did (field 22 of /proc/PID/stat): with the pid it names a process for good,
 * since pids are used again. undefined if there is no such process, or no /proc.
 */
export function readStartTime(pid: number): string | undefined {
  return fieldsAfterName(`/proc/${pid}/stat`)?.[startTimeField - firstFieldAfterName];
}

/** One state letter for each thread (`R`, `S`, `D`, `T`, `Z`...). Empty once the process is gone. */
export function readThreadStates(pid: number): string[] {
  const states: string[] = [];
  for (const thread of listNumbers(`/proc/${pid}/task`)) {
    const state = fieldsAfterName(`/proc/${pid}/task/${thread}/stat`)?.[0];
    if (state !== undefined) states.push(state);
  }
  return states;
}

/** The processes of a session, zombies among them, each with its process group. */
export function findMembers(session: number): { readonly pid: number; readonly group: number }[] {
  return listNumbers('/proc').flatMap((pid) => {
    const fields = fieldsAfterName(`/proc/${pid}/stat`);
    if (Number(fields?.[sessionField - firstFieldAfterName]) !== session) return [];
    return [{ pid, group: Number(fields?.[groupField - firstFieldAfterName]) }];
  });
}

/** Every live process that was started with this run's id, and this node's name if one is given, in its environment. Zombies have none and are not listed. */
export function findProcessesOfRun(runId: string, node?: string): number[] {
  const ofRun = Buffer.from(`\0${RUN_VARIABLE}=${runId}\0`);
  const ofNode = Buffer.from(node === undefined ? '\0' : `\0${NODE_VARIABLE}=${node}\0`);
  return listNumbers('/proc').filter((pid) => {
    if (pid === process.pid) return false;
    const environment = readQuietly(`/proc/${pid}/environ`);
    if (environment === undefined) return false;
    const entries = Buffer.concat([separator, environment, separator]);
    return entries.includes(ofRun) && entries.includes(ofNode);
  });
}

const groupField = 5;
const sessionField = 6;
const startTimeField = 22;
const firstFieldAfterName = 3;
const separator = Buffer.from('\0');

/** The second field is the program's name in parentheses, which may itself hold blanks and parentheses: the rest begins behind the last. */
function fieldsAfterName(file: string): string[] | undefined {
  const text = readQuietly(file)?.toString('latin1');
  if (text === undefined) return undefined;
  return text
    .slice(text.lastIndexOf(')') + 2)
    .trim()
    .split(' ');
}

function listNumbers(folder: string): number[] {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** A process may end between the listing and the reading, and may belong to another user: neither is worth a word. */
function readQuietly(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
