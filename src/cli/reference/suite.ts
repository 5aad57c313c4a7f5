import { expandEntry } from '../../run/index.ts';
import { parseSuite } from '../../suite/index.ts';
import { knownNames } from '../known-names.ts';
import { code, page, table } from './markdown.ts';
import { fieldsOf, formOf, resolve, type Schema, suiteSchema } from './schema.ts';
import { ownFields, type StepField, sharedFields } from './step-fields.ts';

/** docs/suite.md */
export function suitePage(): string {
  return page(
    'Suites',
    'A suite is a YAML file that says what to run: `npx faultline run my-suite.yaml`. A file with one entry holds its keys at the top, beside `name`; one with several has `entries`, and `defaults` for what they share. [The README of the suites](../workloads/suites/README.md) shows both. Durations are `30s`, `500ms`, `2m`, `1h`; a bare number is seconds. What is wrong is told with file, line and column.',
    table(['key', 'what may stand there', 'what it says'], keyRows(suiteSchema())),
    '## What is not said',
    'These stand in for what a suite leaves open:',
    table(['in the plan', 'value'], defaultRows()),
    '## A step of a schedule',
    'When it begins and ends, for every kind:',
    table(
      ['field', 'what may stand there', 'what it says'],
      sharedFields().flatMap(({ name, schema }) => withInner(name, schema)),
    ),
    'Whom it strikes, and how:',
    table(['field', 'what may stand there', 'what it says', 'of'], ownFields().flatMap(ownRows)),
  );
}

function keyRows(suite: Schema): string[][] {
  return Object.entries(fieldsOf(suite) ?? {}).flatMap(([key, schema]) =>
    isSpelledOut(key) ? withInner(key, schema) : [row(key, schema)],
  );
}

/** These hold the keys of an entry, which stand in the table already. */
function isSpelledOut(key: string): boolean {
  return !['matrix', 'defaults', 'entries'].includes(key);
}

function ownRows({ name, schema, kinds }: StepField): string[][] {
  return withInner(name, schema).map((cells) => [...cells, Object.keys(kinds).map(code).join(' ')]);
}

/** The row of a key, and below it those of the keys in its map, however deep. */
function withInner(key: string, schema: Schema): string[][] {
  const inner = Object.entries(fieldsOf(schema) ?? {});
  return [row(key, schema), ...inner.flatMap(([name, each]) => withInner(`${key}.${name}`, each))];
}

function row(key: string, schema: Schema): string[] {
  return [code(key), formOf(schema), resolve(schema).description ?? ''];
}

function defaultRows(): string[][] {
  const { entries } = parseSuite('name: x\nsystem: raft\nworkload: kv\n', 'suite.yaml', knownNames());
  return entries.flatMap((entry) => {
    const { system, load, phases, limits } = expandEntry(entry, 1).plan;
    return [
      ['nodes', String(system.nodes.length)],
      ['config of raft', code(JSON.stringify(system.config))],
      ...Object.entries({ ...load, ...phases, ...limits }).map(([name, value]) => [name, String(value)]),
    ];
  });
}
