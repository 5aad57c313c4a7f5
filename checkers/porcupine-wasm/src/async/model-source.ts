import type { Model } from '../model.ts';
import { models } from '../models/index.ts';
import { withInit } from '../models/options.ts';

/**
 * A model as another thread can find it: one that comes with the package by its name, one of your own by the module that exports it (as
 * `model`, or under the name given). A module is named as `import()` takes it: a package or an absolute URL. A model itself is a closure,
 * which no other thread can be given; only those of the package are known again by their identity.
 */
export type ModelSource = ModelAddress | string;

/** `init` stands in for the model's own, as JSON: see `withInit`. */
export type ModelAddress =
  | { readonly name: string; readonly init?: unknown }
  | { readonly module: string; readonly export?: string; readonly init?: unknown };

/** Where the model is to be found; undefined if only its owner has it. */
export function addressOf<State>(model: Model<State> | ModelSource): ModelAddress | undefined {
  if (typeof model === 'string' || !('step' in model)) return asAddress(model);
  return Object.hasOwn(models, model.name) && (models[model.name] as unknown) === model ? { name: model.name } : undefined;
}

export function asAddress(source: ModelSource): ModelAddress {
  return typeof source === 'string' ? { name: source } : source;
}

export async function modelAt(address: ModelAddress): Promise<Model> {
  const model = 'module' in address ? await exported(address.module, address.export ?? 'model') : shipped(address.name);
  return 'init' in address ? withInit(model, address.init) : model;
}

function shipped(name: string): Model {
  const model = Object.hasOwn(models, name) ? models[name] : undefined;
  if (model === undefined) throw new TypeError(`expected a model out of ${Object.keys(models).join(', ')}, got '${name}'`);
  return model;
}

async function exported(module: string, name: string): Promise<Model> {
  // Which file it is relative to nobody could tell here, nor in another thread.
  if (/^\.\.?\//.test(module)) {
    throw new TypeError(
      `expected a module as import() finds it from anywhere, as in new URL('${module}', import.meta.url).href, got '${module}'`,
    );
  }
  const found: unknown = ((await import(module)) as Record<string, unknown>)[name];
  if (typeof (found as Partial<Model> | undefined)?.step === 'function') return found as Model;
  throw new TypeError(`expected ${module} to export a model as '${name}', got ${found === undefined ? 'no such export' : typeof found}`);
}
