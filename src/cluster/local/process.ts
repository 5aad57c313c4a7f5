import { accessSync, closeSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { type Clock, FaultlineError, type LaunchCommand, type Listening, type Ms, type NodeId } from '../../core/index.ts';
import { loadExeca } from './execa.ts';
import { openLogPart, readLastLines } from './log-file.ts';
import { NODE_VARIABLE, RUN_VARIABLE, readStartTime } from './procfs.ts';
import { livingIn, signalSession } from './session.ts';

const LEFTOVERS_POLL_MS: Ms = 5;
/** What is still there so long after the node's own process hangs in the kernel: it is waited for no longer. */
const LEFTOVERS_MAX_MS: Ms = 20_000;

/** A node's process and whatever runs in its session, from its spawn until the last of them has exited. */
export interface NodeProcess {
  readonly pid: number;
  /** null where /proc cannot tell it. */
  readonly startTime: string | null;
  readonly logFile: string;
  /** Where a reader finds the log once the run is over. */
  readonly shownLogFile: string;
  /** Where its command says that it will listen. */
  readonly listens: Listening | undefined;
  /** Where this process's part of the log begins. */
  readonly logOffset: number;
  /** What it said last, as it may be shown. */
  lastLines(): string[];
  /** undefined while it lives. */
  exit(): ProcessExit | undefined;
  /** Sends a signal to all of the session that still lives. */
  signal(name: NodeJS.Signals): void;
  /** Called back once it has exited, and all of its session with it; at once if so. */
  whenExited(listener: (exit: ProcessExit) => void): void;
}

export interface ProcessExit {
  readonly signal: string | undefined;
  /** `exit code 70`, `SIGSEGV`. */
  readonly how: string;
}

export interface SpawnOptions {
  readonly node: NodeId;
  readonly clock: Clock;
  readonly command: LaunchCommand;
  readonly runId: string;
  readonly logFile: string;
  /** Default: the same. */
  readonly shownLogFile?: string;
  /** Goes before what the system says. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A line of its log as it may be shown. */
  readonly filter?: (line: string) => string;
  /** Stands in the log above what this process writes. */
  readonly heading: string;
}

/** Spawns a node in a session of its own, so that Ctrl-C reaches the controller alone. Its output goes to its log, past the controller. */
export function spawnProcess(options: SpawnOptions): NodeProcess {
  const { node, clock, command, runId, logFile, shownLogFile = logFile, environment, filter, heading } = options;
  const file = programOf(command);
  const log = openLogPart(logFile, heading);
  // execa passes any descriptor on as it is; its types name the first few only.
  const descriptor = log.fd as 3;
  const child = loadExeca()(file, command.args, {
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
    stdin: 'ignore',
    stdout: descriptor,
    stderr: descriptor,
    env: { ...inherited(), ...command.env, ...environment, TZ: 'UTC', [RUN_VARIABLE]: runId, [NODE_VARIABLE]: node },
    extendEnv: false,
  });
  closeSync(log.fd);
  const { pid } = child;
  if (pid === undefined) throw cannotSpawn(command, 'the operating system refused to start it');
  // Read before the event loop can reap the process: until then even one that has ended already stands in /proc.
  const startTime = readStartTime(pid) ?? null;

  let leads = true;
  let isAskedToEnd = false;
  let exited: ProcessExit | undefined;
  const listeners: ((exit: ProcessExit) => void)[] = [];
  child.once('exit', (code, signal) => {
    leads = false;
    const exit = { signal: signal ?? undefined, how: signal ?? `exit code ${code}` };
    const deadline = clock.now() + LEFTOVERS_MAX_MS;
    const look = (): void => {
      if (clock.now() < deadline && livingIn(pid).length > 0) {
        // A node whose own process has ended serves no more; one that was asked to end may take the time it is given.
        if (!isAskedToEnd) signalSession(pid, leads, 'SIGKILL');
        clock.timer(LEFTOVERS_POLL_MS, look);
        return;
      }
      exited = exit;
      for (const listener of listeners.splice(0)) listener(exit);
    };
    look();
  });

  return {
    pid,
    startTime,
    logFile,
    shownLogFile,
    listens: command.listens,
    logOffset: log.offset,
    lastLines: () => readLastLines(logFile, log.offset, filter),
    exit: () => exited,
    signal(name) {
      if (name === 'SIGTERM') isAskedToEnd = true;
      if (name === 'SIGKILL') isAskedToEnd = false;
      if (exited === undefined) signalSession(pid, leads, name);
    },
    whenExited(listener) {
      if (exited === undefined) listeners.push(listener);
      else listener(exited);
    },
  };
}

/** Settings of the machine that a node may need; everything else of the controller's environment is none of its business. */
const inheritedVariables = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'UV_THREADPOOL_SIZE'];

function inherited(): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of inheritedVariables) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

/** As a shell finds it: a name without a folder is looked for in PATH. */
function programOf(command: LaunchCommand): string {
  const { file } = command;
  const folders = file.includes('/') ? [] : (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, file)).find(isProgram);
  if (found !== undefined) return found;
  try {
    accessSync(file, constants.X_OK);
    return resolve(file);
  } catch (cause) {
    throw cannotSpawn(command, cause instanceof Error ? cause.message : String(cause));
  }
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function cannotSpawn(command: LaunchCommand, got: string): FaultlineError {
  return new FaultlineError(
    'node-not-spawned',
    `The node's program must be an executable file. Expected to run "${command.file}"; got: ${got}. Check that it is installed, or build it first.`,
  );
}
