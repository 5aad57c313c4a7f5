import { createRequire } from 'node:module';

type Execa = typeof import('execa');

const requireHere = createRequire(import.meta.url);
let loaded: Execa | undefined;

/** Loaded when the first process is spawned: most commands spawn none, and loading it takes a fifth of the time that they need to start. */
export function loadExeca(): Execa['execa'] {
  loaded ??= requireHere('execa') as Execa;
  return loaded.execa;
}
