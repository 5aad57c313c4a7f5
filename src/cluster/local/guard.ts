import { fileURLToPath } from 'node:url';
import { FaultlineError } from '../../core/index.ts';
import { loadExeca } from './execa.ts';
import { GUARD_READY_LINE, type GuardMessage } from './guard-protocol.ts';

/** The guard of one run, as its controller sees it. */
export interface Guard {
  readonly pid: number;
  spawned(pid: number, startTime: string | null): void;
  ended(pid: number): void;
  /** One more temporary folder. */
  folder(path: string): void;
  /** The run was closed in good order: the guard has nothing to do and ends. Called back when it has. */
  done(ended: () => void): void;
}

export interface GuardOptions {
  readonly runId: string;
  /** Absolute. */
  readonly runFolder: string;
  /** Temporary folders inside it, to be removed if the controller cannot. */
  readonly folders: readonly string[];
  /** The compiled guard program; by default the one beside this file. */
  readonly program?: string;
}

export const GUARD_READY_MAX_MS = 10_000;
export const GUARD_END_MAX_MS = 5_000;

/** Starts the guard and calls back when it stands ready: before that no node may be spawned. */
export function startGuard(options: GuardOptions, done: (error: Error | undefined, guard?: Guard) => void): void {
  const program = options.program ?? fileURLToPath(new URL('./guard-main.js', import.meta.url));
  // In a session of its own; its environment and command line say nothing of the run, or it would find (and be found as) itself.
  const child = loadExeca()(process.execPath, [program], {
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'ignore',
    env: pickPath(),
    extendEnv: false,
  });
  const { pid } = child;
  let answered = false;
  let said = '';
  let onEnd: (() => void) | undefined;
  let ended = false;

  const answer = (error?: Error): void => {
    if (answered) return;
    answered = true;
    clearTimeout(deadline);
    if (error === undefined && pid !== undefined) return done(undefined, { pid, ...guard });
    child.kill('SIGKILL');
    done(error);
  };
  const deadline = setTimeout(() => answer(notReady(program, `${said || 'nothing'} within ${GUARD_READY_MAX_MS} ms`)), GUARD_READY_MAX_MS);
  const tell = (message: GuardMessage): void => {
    if (!ended) child.stdin.write(`${JSON.stringify(message)}\n`);
  };
  const guard: Omit<Guard, 'pid'> = {
    spawned: (node, startTime) => tell({ type: 'spawned', pid: node, startTime }),
    ended: (node) => tell({ type: 'ended', pid: node }),
    folder: (folder) => tell({ type: 'folder', folder }),
    done(whenEnded) {
      if (ended) return whenEnded();
      const patience = setTimeout(() => child.kill('SIGKILL'), GUARD_END_MAX_MS);
      onEnd = () => {
        clearTimeout(patience);
        whenEnded();
      };
      tell({ type: 'done' });
      child.stdin.end();
    },
  };

  // A guard that somebody killed cannot be told anything; the nodes are ended in good order all the same.
  child.stdin.on('error', () => {});
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (chunk: string) => {
    said += chunk;
    if (said.includes(GUARD_READY_LINE)) answer();
  });
  child.then((result) => {
    ended = true;
    answer(notReady(program, result.originalMessage ?? `its end with exit code ${result.exitCode}`));
    onEnd?.();
  }, answer);
  tell({ type: 'guard', runId: options.runId, runFolder: options.runFolder, folders: options.folders });
}

/** Enough to run node, and none of the controller's own variables. */
function pickPath(): Record<string, string> {
  const path = process.env['PATH'];
  return path === undefined ? {} : { PATH: path };
}

function notReady(program: string, got: string): FaultlineError {
  return new FaultlineError(
    'guard-failed',
    `The guard process must stand ready before a node is started. Expected ${GUARD_READY_LINE.trim()} from "${process.execPath} ${program}", ` +
      `got ${got}. Run that command by hand to see why; if the program is not there, build the project first.`,
  );
}
