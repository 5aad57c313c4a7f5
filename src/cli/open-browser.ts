import { spawn } from 'node:child_process';
import { platform } from 'node:os';

/** Opens a file or an address in the user's browser, without a shell in between. Where that cannot be done it is said, and nothing else happens. */
export function openBrowser(target: string): Promise<void> {
  const program = platform() === 'darwin' ? 'open' : 'xdg-open';
  return new Promise((resolve) => {
    const failed = (why: string): void => {
      process.stderr.write(`faultline: no browser could be opened (${why}); open ${target} yourself\n`);
      resolve();
    };
    const child = spawn(program, [target], { stdio: 'ignore', detached: true });
    child.on('error', (error: NodeJS.ErrnoException) => failed(error.code === 'ENOENT' ? `there is no ${program}` : error.message));
    // It says so at once if it finds no browser; one that stays is the browser itself.
    child.on('exit', (code) => (code === 0 || code === null ? resolve() : failed(`${program} ended with ${code}`)));
    child.on('spawn', () => {
      setTimeout(resolve, PATIENCE_MS).unref();
      child.unref();
    });
  });
}

/** So long is waited for xdg-open to say that it cannot. */
const PATIENCE_MS = 3000;
