import { badInput, type GeneratorContext } from '../src/core/index.ts';

/** Draws the operation's name by the plan's weights, or by the workload's own where the plan gives none. */
export function drawName(context: GeneratorContext, defaults: Readonly<Record<string, number>>): string {
  const { mix, name } = context.plan;
  if (Object.keys(mix).length === 0) return context.draw.weighted(defaults);
  const stranger = Object.keys(mix).find((f) => !Object.hasOwn(defaults, f));
  if (stranger !== undefined) throw unknownOperation(name, stranger, defaults);
  return context.draw.weighted(mix);
}

export function unknownOperation(workload: string, f: string, defaults: Readonly<Record<string, number>>): Error {
  const known = Object.keys(defaults).join(', ');
  return badInput(
    'unknown-operation',
    `The mix of workload ${workload} must name its operations (${known}), got "${f}"; correct or remove it.`,
  );
}
