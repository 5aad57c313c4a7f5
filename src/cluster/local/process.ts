import { spawn } from 'node:child_process';
import { accessSync, closeSync, constants } from 'node:fs';
import { FaultlineError, type LaunchCommand } from '../../core/index.ts';
import { openLogPart, readLastLines } from './log-file.ts';
import { RUN_VARIABLE, readStartTime } from './procfs.ts';

/** One operating-system process of a node, from its spawn to its exit. */
export interface NodeProcess {
  readonly pid: number;
  /** null where /proc cannot tell it. */
  readonly startTime: string | null;
  readonly logFile: string;
  /** Where a reader finds the log once the run is over. */
  readonly shownLogFile: string;
  /** Where this process's part of the log begins. */
  readonly logOffset: number;
  /** What it said last, as it may be shown. */
  lastLines(): string[];
  /** undefined while it lives. */
  exit(): ProcessExit | undefined;
  /** Sends a signal, if the process still lives. */
  signal(name: NodeJS.Signals): void;
  /** Called back once it has exited; at once if it has. */
  whenExited(listener: (exit: ProcessExit) => void): void;
}

export interface ProcessExit {
  readonly signal: string | undefined;
  /** `exit code 70`, `SIGSEGV`. */
  readonly how: string;
}

export interface SpawnOptions {
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
export function spawnProcess({ command, runId, logFile, shownLogFile = logFile, environment, filter, heading }: SpawnOptions): NodeProcess {
  requireProgram(command);
  const log = openLogPart(logFile, heading);
  const child = spawn(command.file, command.args, {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: { ...inherited(), ...command.env, ...environment, TZ: 'UTC', [RUN_VARIABLE]: runId },
  });
  // What could not be started has no pid, and that is told below; a signal that comes too late is told by nobody's being there.
  child.on('error', () => {});
  closeSync(log.fd);
  const { pid } = child;
  if (pid === undefined) throw cannotSpawn(command, 'the operating system refused to start it');
  // Read before the event loop can reap the process: until then even one that has ended already stands in /proc.
  const startTime = readStartTime(pid) ?? null;

  let exited: ProcessExit | undefined;
  const listeners: ((exit: ProcessExit) => void)[] = [];
  child.once('exit', (code, signal) => {
    exited = { signal: signal ?? undefined, how: signal ?? `exit code ${code}` };
    for (const listener of listeners.splice(0)) listener(exited);
  });

  return {
    pid,
    startTime,
    logFile,
    shownLogFile,
    logOffset: log.offset,
    lastLines: () => readLastLines(logFile, log.offset, filter),
    exit: () => exited,
    signal(name) {
      if (exited === undefined) child.kill(name);
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

function requireProgram(command: LaunchCommand): void {
  try {
    accessSync(command.file, constants.X_OK);
  } catch (cause) {
    throw cannotSpawn(command, cause instanceof Error ? cause.message : String(cause));
  }
}

function cannotSpawn(command: LaunchCommand, got: string): FaultlineError {
  return new FaultlineError(
    'node-not-spawned',
    `The node's program must be an executable file. Expected to run "${command.file}"; got: ${got}. Check that it is installed, or build it first.`,
  );
}
