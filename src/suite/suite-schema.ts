import * as z from 'zod';
import { isJsonObject, planNamePattern } from '../core/index.ts';
import { expectSchema, gateSchema } from './gate-schema.ts';
import { seedWords } from './seeds.ts';
import { duration, jsonObject, planNameWords } from './shared-schema.ts';
import { stepSchema } from './step-schema.ts';
import type { FileKnobs, SuiteFile } from './suite-file.ts';

/** More nodes than a machine bears; a limit against slips of the keyboard. */
export const maxNodeCount = 99;
export const maxConcurrency = 1000;
export const maxRepeat = 1000;

/** What a suite file may hold; which names there are is judged after. */
export const suiteSchema: z.ZodType<SuiteFile> = z.lazy(() => suite);

/** The JSON Schema (draft-07) of a suite file: for editors, and for the known keys in error messages. */
export function suiteJsonSchema(): Record<string, unknown> {
  jsonSchema ??= { title: 'A Faultline suite', ...z.toJSONSchema(suite, { target: 'draft-7', io: 'input', override: unwrap }) };
  return jsonSchema;
}

/** zod puts every reference that an optional key makes into a list of its own, and says that names of keys are strings. */
function unwrap({ jsonSchema: node }: { readonly jsonSchema: { allOf?: unknown[]; $ref?: string; propertyNames?: unknown } }): void {
  delete node.propertyNames;
  const [only, ...others] = node.allOf ?? [];
  if (Object.keys(node).length > 1 || others.length > 0 || !isJsonObject(only) || typeof only['$ref'] !== 'string') return;
  delete node.allOf;
  node.$ref = only['$ref'];
}

/** The keys that belong to an entry and may stand at the top of a file with one entry. */
export function entryKeys(): readonly string[] {
  return Object.keys(entryShape);
}

let jsonSchema: Record<string, unknown> | undefined;

const name = z.string().min(1);
const planName = z.string().regex(planNamePattern, { error: `expected ${planNameWords}` });
const bug = z.string().regex(/^[^@\s]+(@[^@\s]+)?$/, { error: 'expected NAME (in every node) or NAME@NODE' });

const knobs = {
  system: name.describe('What is under test: a name, or where a module of yours is, from this file, like ./mine.mjs'),
  nodes: z
    .union([z.int().min(1).max(maxNodeCount), z.array(name).min(1).max(maxNodeCount)], {
      error: `expected how many nodes (1 to ${maxNodeCount}), or a list of their names`,
    })
    .describe('How many nodes (called n1, n2, ...), or their names'),
  config: jsonObject.describe("The system's own settings, for all nodes"),
  args: z.array(z.string()).describe("Added to every node's command line"),
  bug: z
    .union([bug, z.array(bug)], { error: 'expected NAME, NAME@NODE, or a list of those' })
    .describe('A planted bug: NAME in every node, NAME@n2 in one, or a list'),
  workload: z
    .union(
      [
        name,
        z.strictObject({
          name: name.describe('Which workload'),
          keys: z.exactOptional(z.int().min(1).describe('Keys in use at one time')),
          operationsPerRotation: z.exactOptional(z.int().min(1).describe('A client goes on to other keys after so many operations')),
          mix: z.exactOptional(z.record(z.string(), z.number().min(0)).describe('Relative weights by operation')),
        }),
      ],
      { error: 'expected the name of a workload, or { name, keys, operationsPerRotation, mix }' },
    )
    .describe('Which operations clients do'),
  concurrency: z.int().min(1).max(maxConcurrency).describe('Client threads'),
  rate: z.number().min(0).describe('Operations per second in all; 0: as fast as answers come'),
  attemptTimeout: duration('For one attempt of an operation'),
  operationTimeout: duration('For an operation with all its attempts'),
  timeLimit: duration('How long load and faults last (the safety phase)'),
  readyTimeout: duration('Until all nodes serve'),
  core: duration('Length of the core phase: only a majority is healed; 0: none'),
  convergence: duration('Until all nodes hold the same after the heal'),
  finalReads: duration('For reading every key on every node'),
  stopTimeout: duration('Until all nodes have stopped'),
  nemesis: z
    .union(
      [
        z.literal('none'),
        z.strictObject({
          faults: z.exactOptional(z.array(name).min(1).describe('Kinds or named flavours that a random schedule is drawn from')),
          interval: z.exactOptional(duration('From the begin of one fault to the next, on average; default 4s')),
          duration: z.exactOptional(duration('Of one fault, on average; default 2s')),
          schedule: z.exactOptional(z.array(stepSchema()).describe('Steps one by one, instead of `faults`')),
        }),
      ],
      { error: 'expected none, { faults, interval, duration } or { schedule }' },
    )
    .describe('What breaks things'),
  checkers: z.array(name).min(1).describe("Who judges, instead of the workload's and the system's own"),
  limits: z
    .strictObject({
      minOkDuringFaults: z.exactOptional(z.int().min(0).describe('Fewer operations ok than this during faults make the run inconclusive')),
      checkerBudget: z.exactOptional(duration('Time for each checker')),
      checkerMemoryMiB: z.exactOptional(z.int().min(1).describe('Memory for each checker')),
      harnessLag: z.exactOptional(duration('A harness slower than this is shown, and makes findings of liveness inconclusive')),
    })
    .describe('What the run is judged by'),
} satisfies { [K in keyof Required<FileKnobs>]: z.ZodType<Exclude<FileKnobs[K], undefined>> };

type Knobs = typeof knobs;
type Optional<T extends z.ZodRawShape> = { [K in keyof T]: z.ZodExactOptional<T[K]> };
type Lists<T extends z.ZodRawShape> = { [K in keyof T]: z.ZodExactOptional<z.ZodArray<T[K]>> };

/** Each a definition of the JSON Schema, by its key. */
const named = Object.entries(knobs).map(([key, schema]): [string, z.ZodType] => [key, schema.meta({ ...schema.meta(), id: key })]);
const matrix = mapShape((schema) => z.exactOptional(z.array(schema).min(1))) as unknown as Lists<Knobs>;
const gate = gateSchema.meta({ id: 'gate' });
const entryShape = {
  name: z.exactOptional(planName.describe('Name of the entry: its runs are called SUITE-NAME')),
  description: z.exactOptional(z.string()),
  ...(mapShape((schema) => z.exactOptional(schema)) as unknown as Optional<Knobs>),
  matrix: z.exactOptional(z.strictObject(matrix).describe('Lists of values for keys: one entry for each combination')),
  seeds: z.exactOptional(
    z
      .union([z.int().min(0), z.string(), z.array(z.union([z.int().min(0), z.string()])).min(1)], { error: `expected ${seedWords}` })
      .describe(`Which seeds: ${seedWords}; without, one is drawn`),
  ),
  repeat: z.exactOptional(z.int().min(1).max(maxRepeat).describe('Runs of each seed, default 1')),
  expect: z.exactOptional(expectSchema),
  gate: z.exactOptional(gate),
};
const entry = z.strictObject(entryShape).meta({ id: 'entry' });
const suite = z.strictObject({
  ...entryShape,
  name: planName.describe('Name of the suite, and of the folder of its runs'),
  defaults: z.exactOptional(entry.describe('What every entry has that does not say otherwise, key by key')),
  entries: z.exactOptional(z.array(entry).min(1).describe('What to run; a suite of one entry may hold its keys at the top instead')),
});

function mapShape(wrap: (schema: z.ZodType) => z.ZodType): Record<string, z.ZodType> {
  return Object.fromEntries(named.map(([key, schema]) => [key, wrap(schema)]));
}
