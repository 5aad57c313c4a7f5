import { Command } from 'commander';
import { FaultlineError } from '../core/index.ts';
import { watchRun } from '../run/index.ts';
import { type ResultsServer, serveResults } from '../serve/index.ts';
import { openBrowser } from './open-browser.ts';
import { resultsOption } from './options.ts';
import { watchSignals } from './signals.ts';
import { standardOutput } from './standard-output.ts';
import { whole } from './subject.ts';

/** Where the pages are unless somebody else is there already. */
const DEFAULT_PORT = 7411;
const PORT_MAX = 65_535;

interface ServeFlags {
  readonly results: string;
  readonly port?: number;
  readonly open?: boolean;
}

/** `faultline serve`: the results folder in a browser, until Ctrl-C. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('show the results folder in a browser: runs, trends, a run while it goes on, two runs compared')
    .option('--port <n>', `on 127.0.0.1; 0: any that is free (default: ${DEFAULT_PORT}, or any if it is taken)`, whole(0, PORT_MAX))
    .addOption(resultsOption())
    .option('--open', 'open the browser')
    .action(async (flags: ServeFlags) => {
      const server = await start(flags);
      standardOutput.write(`${server.url}\n`);
      process.stderr.write(`faultline: serving ${flags.results}, to this machine only; Ctrl-C ends it\n`);
      const ended = new Promise<void>((resolve) => {
        watchSignals(() => resolve());
      });
      if (flags.open === true) await Promise.race([openBrowser(server.url), ended]);
      await ended;
      await server.close();
    });
}

async function start({ results, port }: ServeFlags): Promise<ResultsServer> {
  const options = {
    root: results,
    watch: watchRun,
    failed: (message: string) => void process.stderr.write(`faultline: ${message}\n`),
  };
  try {
    return await serveResults({ ...options, port: port ?? DEFAULT_PORT });
  } catch (error) {
    if (port !== undefined || !(error instanceof FaultlineError) || error.code !== 'port-in-use') throw error;
    return await serveResults({ ...options, port: 0 });
  }
}
