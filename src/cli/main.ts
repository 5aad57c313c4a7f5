#!/usr/bin/env node
import { CommanderError } from 'commander';
import { badUsageExitCode, exitCodes, FaultlineError } from '../core/index.ts';
import { hasOpenedModules } from '../run/index.ts';
import { endWith, leave, watchEnd } from './ending.ts';
import { reportFailure } from './failure.ts';
import { createProgram } from './program.ts';
import { allWritten, keepStandardOutput } from './standard-output.ts';

/** The `faultline` program: parses, hands over to one command, turns whatever went wrong into one message and one exit code. */
async function main(): Promise<void> {
  const program = createProgram().hook('preAction', keepStandardOutput);
  try {
    await program.parseAsync(process.argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help and version end here too, with code 0; commander has written its text already.
      process.exitCode = error.exitCode === 0 ? 0 : badUsageExitCode;
      if (error.exitCode !== 0) reportFailure(error, process.argv);
      return;
    }
    process.exitCode = reportFailure(error, process.argv);
  }
}

// A reader that goes away (`faultline list | head`) is no failure of ours. A full disk is, though it hides no violation; it may be known
// before the command has said its own exit code, so it has the last word.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  process.stderr.write(`faultline: cannot write to standard output: ${error.message}\n`);
  process.once('exit', () => {
    if (process.exitCode !== exitCodes.violation) process.exitCode = exitCodes.broken;
  });
});

// What is told on the way is for whoever listens: a run goes on without (`faultline run 2>&1 | head`), and its exit code says the rest.
process.stderr.on('error', () => {});

// A module of the user's shares this process: whatever it does to it, what is not judged is no pass.
watchEnd((why) => reportFailure(new FaultlineError('ended-early', why), process.argv));

// What nobody caught is our own failure: node would exit with 1, and that means a violation.
process.on('uncaughtException', (error) => leave(reportFailure(error, process.argv)));

await main();
endWith(Number(process.exitCode ?? 0));
if (hasOpenedModules()) {
  // What a module left open (a timer, a server, a pool) would hold the program for ever.
  await allWritten();
  process.exit();
}
