import { suiteJsonSchema } from '../../suite/index.ts';

/** As much of JSON Schema as the suite's uses. */
export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly description?: string;
}

export function suiteSchema(): Schema {
  return suiteJsonSchema() as Schema;
}

/** Behind its references; its own description comes before that of what it refers to. */
export function resolve(schema: Schema): Schema {
  const next = schema.$ref === undefined ? schema.allOf?.[0] : definitionOf(schema.$ref);
  if (next === undefined) return schema;
  const resolved = resolve(next);
  return schema.description === undefined ? resolved : { ...resolved, description: schema.description };
}

/** The keys of the map that a value may be, if it may be one. */
export function fieldsOf(schema: Schema): Readonly<Record<string, Schema>> | undefined {
  const resolved = resolve(schema);
  return resolved.properties ?? resolved.anyOf?.map((branch) => fieldsOf(branch)).find((fields) => fields !== undefined);
}

/** What may stand there, in words. */
export function formOf(schema: Schema): string {
  if (isDuration(schema)) return 'a duration';
  const { const: only, enum: values, anyOf, type, items, properties } = resolve(schema);
  if (only !== undefined) return `\`${String(only)}\``;
  if (values !== undefined) return values.map((value) => `\`${String(value)}\``).join(', ');
  if (anyOf !== undefined) return [...new Set(anyOf.map(formOf))].join(', or ');
  if (type === 'array') return items === undefined ? 'a list' : `a list of: ${items.oneOf === undefined ? formOf(items) : 'steps'}`;
  if (properties !== undefined) return 'a map';
  if (type === 'object') return 'a map of your own keys';
  if (type === 'integer' || type === 'number') return numberForm(resolve(schema));
  if (type === 'string') return 'text';
  return type === 'boolean' ? '`true` or `false`' : 'anything';
}

function numberForm({ type, minimum, maximum }: Schema): string {
  const kind = type === 'integer' ? 'a whole number' : 'a number';
  if (minimum === undefined) return kind;
  return maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? `${kind} from ${minimum}` : `${kind}, ${minimum} to ${maximum}`;
}

/** A definition of its own: what it is made of is told once. */
function isDuration(schema: Schema): boolean {
  return (
    schema.$ref === durationRef ||
    (schema.allOf ?? []).some(isDuration) ||
    (schema.$ref !== undefined && isDuration(definitionOf(schema.$ref)))
  );
}

const durationRef = '#/definitions/duration';

function definitionOf(ref: string): Schema {
  const { definitions = {} } = suiteJsonSchema() as { definitions?: Record<string, Schema> };
  const found = definitions[ref.replace('#/definitions/', '')];
  if (found === undefined) throw new Error(`the suite's schema has no ${ref}`);
  return found;
}
