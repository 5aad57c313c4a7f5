import { Command } from 'commander';
import { packageVersion } from '../run/index.ts';
import { baselineCommand } from './baseline.ts';
import { checkCommand } from './check.ts';
import { cleanCommand } from './clean.ts';
import { doctorCommand } from './doctor.ts';
import { initCommand } from './init/index.ts';
import { listCommand } from './list.ts';
import { mergeCommand } from './merge.ts';
import { replayCommand } from './replay.ts';
import { reportCommand } from './report.ts';
import { runCommand } from './run.ts';
import { serveCommand } from './serve.ts';
import { shrinkCommand } from './shrink.ts';
import { simCommand } from './sim.ts';

/** All commands, and what they share: errors are thrown, not exited on, so that one place decides on exit codes. */
export function createProgram(): Command {
  const program = new Command('faultline')
    .description('Breaks a replicated system on purpose, records what its clients saw, and proves or refutes that it was linearizable.')
    .version(packageVersion())
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(faultline --help, or faultline COMMAND --help, tells more)')
    .addHelpText(
      'after',
      `
Exit codes: 0 pass, 1 violation, 2 inconclusive, 254 bad usage or input, 255 broken harness.

Examples:
  faultline run                                the smoke suite: five Raft nodes, partitions, kills, pauses, power cuts
  faultline run --bug stale-read               plant a bug, and see it found
  faultline run my-suite.yaml --reporter json  one JSON document on standard output
  faultline sim --seeds 1..2000                thousands of runs in virtual time, each repeatable to the bit
  faultline check results/latest               judge a recorded run again
  faultline init                               a suite and a workflow to begin with`,
    );
  const commands = [
    runCommand(),
    simCommand(),
    replayCommand(),
    shrinkCommand(),
    checkCommand(),
    mergeCommand(),
    baselineCommand(),
    reportCommand(),
    serveCommand(),
    listCommand(),
    initCommand(),
    doctorCommand(),
    cleanCommand(),
  ];
  for (const command of commands) {
    program.addCommand(command.exitOverride().showHelpAfterError(`(faultline ${command.name()} --help tells more)`));
  }
  return program;
}
