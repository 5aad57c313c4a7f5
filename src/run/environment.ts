import { badInput, type Plan } from '../core/index.ts';

/** Variables of `--env`, by name. */
export type NodeEnvironment = Readonly<Record<string, string>>;

/** A variable's name, as a shell takes it. */
export const environmentNamePattern: RegExp = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/** A plan says which variables its nodes had, never what was in them: who runs it again gives the values again. */
export function requireEnvironment({ system, world, name }: Plan, environment: NodeEnvironment): void {
  const wanted = system.env ?? [];
  if (world === 'simulated' && wanted.length > 0)
    throw badInput('env-simulated', `--env ${wanted.join(', ')}: a simulated node is no process, and has no environment`);
  const missing = wanted.filter((variable) => !Object.hasOwn(environment, variable));
  if (missing.length === 0) return;
  const again = missing.map((variable) => `--env ${variable}=VALUE`).join(' ');
  throw badInput(
    'env-missing',
    `the nodes of ${name} had ${missing.join(', ')} in their environment, and a plan does not hold the values: give ${again} (or --env NAME, for the value that your own environment has)`,
  );
}
