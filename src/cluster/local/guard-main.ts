/**
 * The guard: a program of its own, started before any node, in a session of its own, so that nothing aimed at the controller's terminal
 * or process group reaches it. It reads a pipe that the controller alone holds open. When that pipe ends without an orderly `done`,
 * however the controller ended, it undoes what the controller left behind. It ends when the pipe ends, whatever happens.
 */
import { writeSync } from 'node:fs';
import { cleanUp, type LeftBehind } from './guard-clean-up.ts';
import { GUARD_READY_LINE, type GuardMessage } from './guard-protocol.ts';

const left: LeftBehind = { runId: '', runFolder: '', processes: new Map(), folders: new Set() };
let orderly = false;
let ended = false;
let text = '';

// Whoever stops everything at once (a service manager, a shutdown) stops the controller too; the guard goes last.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk: string) => {
  const lines = (text + chunk).split('\n');
  text = lines.pop() ?? '';
  for (const line of lines) take(JSON.parse(line) as GuardMessage);
});
process.stdin.on('end', end);
process.stdin.on('error', end);

function take(message: GuardMessage): void {
  switch (message.type) {
    case 'guard':
      left.runId = message.runId;
      left.runFolder = message.runFolder;
      for (const folder of message.folders) left.folders.add(folder);
      sayReady();
      break;
    case 'spawned':
      left.processes.set(message.pid, message.startTime);
      break;
    case 'ended':
      left.processes.delete(message.pid);
      break;
    case 'folder':
      left.folders.add(message.folder);
      break;
    case 'done':
      orderly = true;
      break;
    default:
      message satisfies never;
  }
}

function sayReady(): void {
  try {
    writeSync(1, GUARD_READY_LINE);
  } catch {
    // The controller is gone already; the end of the pipe says what to do.
  }
}

function end(): void {
  if (ended) return;
  ended = true;
  if (orderly || left.runId === '') process.exit(0);
  cleanUp(left).then(
    () => process.exit(0),
    () => process.exit(1),
  );
}
