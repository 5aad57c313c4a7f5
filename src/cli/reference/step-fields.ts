import { fieldsOf, formOf, resolve, type Schema, suiteSchema } from './schema.ts';

export interface StepField {
  readonly name: string;
  readonly schema: Schema;
  /** Of kinds that have it, whether it must be given. */
  readonly kinds: Readonly<Record<string, 'required' | 'optional'>>;
}

/** The fields of a step of one kind beside when it begins and ends; those that may be left out have a question mark. */
export function stepFields(kind: string): string[] {
  return ownFields()
    .filter(({ kinds }) => kinds[kind] !== undefined)
    .map(({ name, kinds }) => (kinds[kind] === 'required' ? name : `${name}?`));
}

/** The fields that steps of every kind have: when. */
export function sharedFields(): StepField[] {
  return allFields().filter(({ kinds }) => Object.keys(kinds).length === branches().length);
}

/** Those that only some kinds have: whom, and how strongly. */
export function ownFields(): StepField[] {
  return allFields().filter(({ kinds }) => Object.keys(kinds).length < branches().length);
}

function allFields(): StepField[] {
  const fields = new Map<string, StepField>();
  for (const { properties = {}, required = [] } of branches()) {
    const kind = String(properties['kind']?.const);
    for (const [name, schema] of Object.entries(properties)) {
      if (name === 'kind') continue;
      // One name may stand for different things: the latency of a message, and that of a disk.
      const id = [name, formOf(schema), resolve(schema).description].join(' ');
      const known = fields.get(id) ?? { name, schema, kinds: {} };
      fields.set(id, { ...known, kinds: { ...known.kinds, [kind]: required.includes(name) ? 'required' : 'optional' } });
    }
  }
  return [...fields.values()];
}

function branches(): readonly Schema[] {
  const nemesis = fieldsOf(suiteSchema())?.['nemesis'];
  return (nemesis === undefined ? undefined : fieldsOf(nemesis))?.['schedule']?.items?.oneOf ?? [];
}
