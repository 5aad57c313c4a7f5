import { badInput, type Plan } from '../core/index.ts';
import { secretsOf } from './secret-forms.ts';

/** Variables of `--env`, by name. */
export type NodeEnvironment = Readonly<Record<string, string>>;

/** A variable's name, as a shell takes it. */
export const environmentNamePattern: RegExp = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/** A plan says which variables its nodes had, never what was in them: who runs it again gives the values again. */
export function requireEnvironment({ system, world, name }: Plan, environment: NodeEnvironment): void {
  const wanted = system.env ?? [];
  if (world === 'simulated' && wanted.length > 0)
    throw badInput('env-simulated', `--env ${wanted.join(', ')}: a simulated node is no process, and has no environment`);
  const told = variableIn({ args: system.args, config: system.config }, environment);
  if (told !== undefined)
    throw badInput(
      'secret-in-plan',
      `the value of --env ${told} stands in an argument or a setting of the nodes (--node-arg, \`args\`, \`config\`): a plan and the command that runs it again hold those as they are. Let the node read the variable`,
    );
  const missing = wanted.filter((variable) => !Object.hasOwn(environment, variable));
  if (missing.length === 0) return;
  const again = missing.map((variable) => `--env ${variable}=VALUE`).join(' ');
  throw badInput(
    'env-missing',
    `the nodes of ${name} had ${missing.join(', ')} in their environment, and a plan does not hold the values: give ${again} (or --env NAME, for the value that your own environment has)`,
  );
}

/** Within so few characters a value may be a part of some other word. */
const PART_CHARS_MIN = 8;

/** The variable whose value stands there, if one does. */
function variableIn(stored: unknown, environment: NodeEnvironment): string | undefined {
  const texts = textsOf(stored);
  const found = Object.entries(environment).find(([, value]) =>
    secretsOf(value).some((secret) => texts.some((text) => holds(text, secret))),
  );
  return found?.[0];
}

function holds(text: string, secret: string): boolean {
  const isWordBefore = (at: number): boolean => /[\p{L}\p{N}]/u.test(text.charAt(at));
  for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1))
    if (secret.length >= PART_CHARS_MIN || !(isWordBefore(at - 1) || isWordBefore(at + secret.length))) return true;
  return false;
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
