// Beside src/ and dist/ alike, so that the same path holds before and after compilation.
import { columnsBase64 } from '../dist/columns-bytes.js';
import { kernelBase64 } from '../dist/kernel-bytes.js';
import { zonesBase64 } from '../dist/zones-bytes.js';

/** The search was asked for before it was there. Only outside Node: call `await load()` once, first. */
export class NotLoadedError extends Error {
  override readonly name: string = 'NotLoadedError';
  readonly code = 'not-loaded';

  constructor() {
    super('porcupine-wasm: the search is not loaded yet; call `await load()` before the first check');
  }
}

/** The search, and the checks without one: of operations, and of columns. */
export type ModuleName = 'search' | 'zones' | 'columns';

const sources = { search: kernelBase64, zones: zonesBase64, columns: columnsBase64 } as const;
const compiled = new Map<ModuleName, WebAssembly.Module>();

/**
 * Makes search and zone check ready. Browsers compile WebAssembly of any size only in the background, so there it has to be awaited
 * before the first check. In Node there is no need to: what is not ready is compiled when it is first asked for.
 */
export async function load(): Promise<void> {
  await Promise.all([loadModule('search'), loadModule('zones'), loadModule('columns')]);
}

/** The compiled module; throws NotLoadedError where it cannot be compiled at once. */
export function loaded(name: ModuleName): WebAssembly.Module {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  if (!compilesAtOnce()) throw new NotLoadedError();
  const module = new WebAssembly.Module(bytes(name));
  compiled.set(name, module);
  return module;
}

async function loadModule(name: ModuleName): Promise<void> {
  if (!compiled.has(name)) compiled.set(name, await WebAssembly.compile(bytes(name)));
}

/** Node and what behaves like it. */
function compilesAtOnce(): boolean {
  const { process } = globalThis as { readonly process?: { readonly versions?: { readonly node?: unknown } } };
  return process?.versions?.node !== undefined;
}

function bytes(name: ModuleName): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(sources[name]), (character) => character.charCodeAt(0));
}
