// Beside src/ and dist/ alike, so that the same path holds before and after compilation.
import { kernelBase64 } from '../dist/kernel-bytes.js';

/** The search was asked for before it was there. Only outside Node: call `await load()` once, first. */
export class NotLoadedError extends Error {
  override readonly name: string = 'NotLoadedError';
  readonly code = 'not-loaded';

  constructor() {
    super('porcupine-wasm: the search is not loaded yet; call `await load()` before the first check');
  }
}

let compiled: WebAssembly.Module | undefined;

/**
 * Makes the search ready. Browsers compile WebAssembly of any size only in the background, so there it has to be awaited before the
 * first check. In Node there is no need to: what is not ready is compiled when it is first asked for.
 */
export async function load(): Promise<void> {
  compiled ??= await WebAssembly.compile(bytes());
}

/** The compiled search; throws NotLoadedError where it cannot be compiled at once. */
export function loaded(): WebAssembly.Module {
  if (compiled === undefined && !compilesAtOnce()) throw new NotLoadedError();
  compiled ??= new WebAssembly.Module(bytes());
  return compiled;
}

/** Node and what behaves like it. */
function compilesAtOnce(): boolean {
  const { process } = globalThis as { readonly process?: { readonly versions?: { readonly node?: unknown } } };
  return process?.versions?.node !== undefined;
}

function bytes(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(kernelBase64), (character) => character.charCodeAt(0));
}
