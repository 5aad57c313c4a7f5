import { spawn } from 'node:child_process';
import { platform } from 'node:os';

/** Opens a file or an address in the user's browser, without a shell in between. Where that cannot be done it is said, and nothing else happens. */
export function openBrowser(target: string): Promise<void> {
  const program = platform() === 'darwin' ? 'open' : 'xdg-open';
  return new Promise((resolve) => {
    const child = spawn(program, [target], { stdio: 'ignore', detached: true });
    // It says so at once if it finds no browser; one that stays is the browser itself, and is left alone.
    const patience = setTimeout(() => done(), PATIENCE_MS);
    const done = (why?: string): void => {
      clearTimeout(patience);
      child.unref();
      if (why !== undefined) process.stderr.write(`faultline: no browser could be opened (${why}); open ${target} yourself\n`);
      resolve();
    };
    child.on('error', (error: NodeJS.ErrnoException) => done(error.code === 'ENOENT' ? `there is no ${program}` : error.message));
    child.on('exit', (code) => done(code === 0 || code === null ? undefined : `${program} ended with ${code}`));
  });
}

/** So long is waited for xdg-open to say that it cannot. */
const PATIENCE_MS = 3000;
