import { join } from 'node:path';
import { type Done, FaultlineError, type LaunchCommand, type Listening, type Ms, type NodeId } from '../../core/index.ts';
import { type LateStart, type NodeDeath, type NodeState, notBack, type StartOptions } from '../cluster.ts';
import { launchCommand } from './launch-command.ts';
import { awaitNoneLeft } from './left-session.ts';
import { createRefusals } from './node-refusals.ts';
import type { NodeSurroundings } from './node-surroundings.ts';
import { checkFree } from './own-ports.ts';
import { type NodeProcess, type ProcessExit, spawnProcess } from './process.ts';
import { awaitReady, type NodePorts } from './ready-line.ts';
import { isStopped } from './session.ts';
import { awaitStopped, STOP_POLL_MS, type Stopping } from './stop-proof.ts';

/** A killed process is gone within this, unless it hangs in the kernel. */
export const KILL_MAX_MS: Ms = 10_000;

/** One node through all its starts: at most one process at a time. Callbacks come once, never before the call has returned. */
export interface LocalNode {
  readonly node: NodeId;
  readonly dataFolder: string;
  readonly notesFolder: string;
  boot(): number;
  state(): NodeState;
  /** Where its present process listens; undefined unless it is up or paused. */
  ports(): NodePorts | undefined;
  start(options: StartOptions, done: (error: Error | undefined, started?: { readonly boot: number }) => void): void;
  kill(done: Done): void;
  pause(done: Done): void;
  resume(done: Done): void;
  /** SIGSTOP without waiting; undefined if it is down. `thaw` takes it back, unless the node was paused before. */
  freeze(): Stopping | undefined;
  thaw(): void;
  /** Asks it to end (and lets it go on, if it is paused); after `patienceMs` it is killed. Called back when it is down, however it got there. */
  stop(patienceMs: Ms, done: Done): void;
}

export function createLocalNode(node: NodeId, surroundings: NodeSurroundings): LocalNode {
  const { system, runFolder, clock, guard, secrets, output } = surroundings;
  const { logFile, shownLogFile } = output;
  const dataFolder = join(runFolder, 'work', node, 'data');
  const notesFolder = join(runFolder, 'work', node, 'notes');
  let state: NodeState = 'down';
  let boot = 0;
  let wasReady = false;
  /** It is to end for good. */
  let closed = false;
  /** It ended by itself before it was ready; told once it is clear that its ports were its own. */
  let untold: NodeDeath | undefined;
  let current: NodeProcess | undefined;
  let ports: NodePorts | undefined;
  /** Why the present process is expected to end; undefined: it must not. */
  let ending: 'kill' | 'stop' | undefined;

  const { isDown, wrongState, notEnded } = createRefusals(node, shownLogFile, () => state);

  return {
    node,
    dataFolder,
    notesFolder,
    boot: () => boot,
    state: () => state,
    ports: () => ports,
    start,
    kill: (done) => (current === undefined ? later(done, isDown('kill')) : endProcess(current, done)),
    pause,
    resume,
    freeze() {
      if (current === undefined) return undefined;
      current.signal('SIGSTOP');
      return stopping(current);
    },
    thaw() {
      if (state !== 'paused') current?.signal('SIGCONT');
    },
    stop,
  };

  function start(options: StartOptions, done: (error: Error | undefined, started?: { readonly boot: number }) => void): void {
    if (state !== 'down') return later(done, wrongState('start', 'down'));
    let command: LaunchCommand;
    try {
      command = launchCommand({ node, boot: boot + 1, options, folders: { dataFolder, notesFolder } }, surroundings);
    } catch (error) {
      return later(done, error instanceof Error ? error : new Error(String(error)));
    }
    const { listens } = command;
    if (listens === undefined) return startProcess(command, options, done);
    state = 'starting';
    checkFree(node, listens, clock, (error) => {
      state = 'down';
      if (error !== undefined) done(error);
      else if (closed) done(new FaultlineError('node-state', `Node ${node} is to end for good, and is not started any more.`));
      else startProcess(command, options, done);
    });
  }

  function startProcess(
    command: LaunchCommand,
    { patience = 1 }: StartOptions,
    done: (error: Error | undefined, started?: { readonly boot: number }) => void,
  ): void {
    let process: NodeProcess;
    try {
      process = spawn(command);
    } catch (error) {
      return later(done, error instanceof Error ? error : new Error(String(error)));
    }
    const ownBoot = boot;
    current = process;
    state = 'starting';
    ending = undefined;
    guard.spawned(process.pid, process.startTime);
    process.whenExited((exit) => exited(process, exit));
    const { listens } = command;
    const answers = listens === undefined ? {} : { answers: { listens, status: system.status } };
    const allowedMs = surroundings.readyTimeoutMs;
    const timeoutMs = allowedMs * (wasReady ? patience : 1);
    const fromMs = clock.now();
    awaitReady({ node, process, clock, timeoutMs, ...answers }, (error, said) => {
      const waitedMs = clock.now() - fromMs;
      const told = { node, boot: ownBoot, fromMs, allowedMs, waitedMs, logFile: shownLogFile };
      const late = (isReady: boolean): LateStart => ({ ...told, isReady, lastLines: process.lastLines() });
      if (said !== undefined) {
        ports = said;
        state = 'up';
        if (wasReady && waitedMs > allowedMs) surroundings.late(late(true));
        wasReady = true;
        done(undefined, { boot: ownBoot });
      } else if (process.exit() === undefined)
        endProcess(process, (stuck) => {
          if (stuck !== undefined || !wasReady || waitedMs < timeoutMs) done(stuck ?? error);
          else notReadyAgain(late(false), listens, error, done);
        });
      else if (listens === undefined) done(error);
      else endedUnready(listens, error, done);
    });
  }

  /** It was ready before, so that it is set up well; unless somebody else has its ports. */
  function notReadyAgain(late: LateStart, listens: Listening | undefined, error: Error | undefined, done: Done): void {
    const conclude = (taken?: Error): void => {
      if (taken === undefined) surroundings.late(late);
      done(taken ?? new FaultlineError(notBack, `${error?.message}`));
    };
    if (listens === undefined) conclude();
    else checkFree(node, listens, clock, conclude);
  }

  /** Somebody may have taken its ports just then: that is no death of the system's. */
  function endedUnready(listens: Listening, error: Error | undefined, done: Done): void {
    const death = untold;
    untold = undefined;
    checkFree(node, listens, clock, (taken) => {
      if (taken === undefined && death !== undefined) surroundings.died(death);
      done(taken ?? error);
    });
  }

  function spawn(command: LaunchCommand): NodeProcess {
    const process = spawnProcess({
      ...{ node, clock, command },
      runId: surroundings.runId,
      logFile,
      shownLogFile,
      heading: `${node}, start ${boot + 1}`,
      ...secrets,
    });
    boot += 1;
    return process;
  }

  function exited(process: NodeProcess, exit: ProcessExit): void {
    // A node that never came up at its first start shows a harness that is set up wrong, not a system that fails.
    const isStarting = state === 'starting';
    const neverUp = isStarting && boot === 1;
    const byItself = ending === undefined || (ending === 'kill' && exit.signal !== 'SIGKILL');
    current = undefined;
    ports = undefined;
    state = 'down';
    guard.ended(process.pid);
    surroundings.exited(node);
    if (!byItself || neverUp) return;
    const death = { node, boot, how: exit.how, lastLines: process.lastLines(), logFile: shownLogFile };
    if (isStarting && process.listens !== undefined) untold = death;
    else surroundings.died(death);
  }

  function endProcess(process: NodeProcess, done: Done): void {
    ending = 'kill';
    let late = false;
    const deadline = clock.timer(KILL_MAX_MS, () => {
      late = true;
      done(notEnded(process.pid, KILL_MAX_MS));
    });
    process.whenExited(() => {
      clock.cancel(deadline);
      if (!late) awaitNoneLeft(surroundings.runId, node, clock, done);
    });
    process.signal('SIGKILL');
  }

  function pause(done: Done): void {
    const process = current;
    if (process === undefined) return later(done, isDown('pause'));
    if (state !== 'up') return later(done, wrongState('pause', 'up'));
    process.signal('SIGSTOP');
    awaitStopped([stopping(process)], clock, (error) => {
      if (process.exit() !== undefined) return done(isDown('pause'));
      if (error === undefined) state = 'paused';
      else process.signal('SIGCONT');
      done(error);
    });
  }

  function resume(done: Done): void {
    const process = current;
    if (process === undefined) return later(done, isDown('resume'));
    if (state !== 'paused') return later(done, wrongState('resume', 'paused'));
    process.signal('SIGCONT');
    const look = (): void => {
      if (process.exit() !== undefined) return done(isDown('resume'));
      if (isStopped(process.pid)) return void clock.timer(STOP_POLL_MS, look);
      state = 'up';
      done();
    };
    clock.timer(0, look);
  }

  function stop(patienceMs: Ms, done: Done): void {
    const process = current;
    closed = true;
    if (process === undefined) return later(done);
    ending = 'stop';
    const patience = clock.timer(patienceMs, () => endProcess(process, done));
    process.whenExited(() => {
      if (ending === 'kill') return;
      clock.cancel(patience);
      done();
    });
    process.signal('SIGTERM');
    process.signal('SIGCONT');
  }

  function stopping(process: NodeProcess): Stopping {
    return { name: node, pid: process.pid, exited: () => process.exit() !== undefined };
  }
}

/** An answer that is known at once still comes after the call has returned, like every other. */
function later(done: Done, error?: Error): void {
  setImmediate(() => done(error));
}
