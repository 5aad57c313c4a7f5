import * as z from 'zod';
import { type FaultStep, type LinkEnd, type Plan, planFormat, planNamePattern, type Target } from '../core/index.ts';
import type { Same } from './exact.ts';
import { driftPpm, jsonObject, planNameWords } from './shared-schema.ts';
import { coreSchema, scriptSchema, simulationSchema } from './world-schema.ts';

/** Exactly the core type `Plan`, key for key: what is not in it is refused. */
export const planSchema: z.ZodType<Plan> = z.lazy(() => plan);

/** For the known keys in error messages. */
export function planJsonSchema(): unknown {
  jsonSchema ??= z.toJSONSchema(plan, { target: 'draft-7', io: 'input' });
  return jsonSchema;
}

let jsonSchema: unknown;

const ms = z.number().min(0);
const share = z.number().min(0).max(1);
const name = z.string().min(1);
const json = jsonObject;
const target: z.ZodType<Target> = z.union([name, z.array(name)], { error: 'expected a role, a node, @id of a step, or a list of nodes' });
const linkEnd: z.ZodType<LinkEnd> = z.union([name, z.array(name)], {
  error: 'expected an end of links: nodes, clients, any, a role, or nodes',
});
const match = z.strictObject({ type: z.exactOptional(z.union([name, z.array(name)])), fields: z.exactOptional(json) });

const whenSchema = z.union(
  [
    z.strictObject({ atMs: ms, after: z.exactOptional(name) }),
    z.strictObject({
      event: name,
      match: z.exactOptional(json),
      occurrence: z.exactOptional(z.int().min(1)),
      withinMs: z.exactOptional(ms),
      after: z.exactOptional(name),
    }),
  ],
  { error: 'expected { atMs } or { event }' },
);

const timing = {
  id: name,
  when: whenSchema,
  forMs: z.exactOptional(ms),
  until: z.exactOptional(whenSchema),
  resolveWithinMs: z.exactOptional(ms),
};
const links = { from: linkEnd, to: linkEnd };
const some = { probability: z.exactOptional(share), match: z.exactOptional(match) };

const step = z.discriminatedUnion('kind', [
  z.strictObject({
    ...timing,
    kind: z.literal('partition'),
    shape: z.enum(['halves', 'isolate', 'bridge', 'ring', 'one-way']),
    target: z.exactOptional(target),
    direction: z.exactOptional(z.enum(['out', 'in'])),
  }),
  z.strictObject({
    ...timing,
    ...links,
    kind: z.literal('delay'),
    latencyMs: ms,
    jitterMs: z.exactOptional(ms),
    match: z.exactOptional(match),
  }),
  z.strictObject({ ...timing, ...links, ...some, kind: z.literal('drop') }),
  z.strictObject({ ...timing, ...links, ...some, kind: z.literal('duplicate') }),
  z.strictObject({ ...timing, ...links, ...some, kind: z.literal('reorder'), withinMs: ms }),
  z.strictObject({ ...timing, ...links, ...some, kind: z.literal('corrupt') }),
  z.strictObject({ ...timing, ...links, kind: z.literal('hold'), count: z.exactOptional(z.int().min(1)), match: z.exactOptional(match) }),
  z.strictObject({ ...timing, ...links, kind: z.literal('reset') }),
  z.strictObject({ ...timing, kind: z.literal('kill'), target }),
  z.strictObject({ ...timing, kind: z.literal('pause'), target }),
  z.strictObject({ ...timing, kind: z.literal('power-cut'), target }),
  z.strictObject({
    ...timing,
    kind: z.literal('clock'),
    target,
    offsetMs: z.number(),
    driftPpm: z.exactOptional(driftPpm),
  }),
  z.strictObject({ ...timing, kind: z.literal('slow-disk'), target, latencyMs: ms }),
  z.strictObject({ ...timing, kind: z.literal('misdirected-write'), target }),
  z.strictObject({ ...timing, kind: z.literal('bit-rot'), target }),
  z.strictObject({ ...timing, kind: z.literal('disk-loss'), target }),
]);

const plan = z.strictObject({
  format: z.literal(planFormat),
  build: z.string(),
  name: z.string().regex(planNamePattern, { error: `expected ${planNameWords}` }),
  seed: z.int().min(0),
  world: z.enum(['local', 'simulated']),
  system: z.strictObject({
    name,
    from: z.exactOptional(name),
    traced: z.exactOptional(z.boolean()),
    nodes: z.array(name).min(1),
    args: z.array(z.string()),
    variants: z.record(z.string(), name),
    config: json,
    env: z.exactOptional(z.array(name)),
  }),
  workload: z.strictObject({
    name,
    keyCount: z.int().min(1),
    operationsPerRotation: z.int().min(1),
    mix: z.record(z.string(), z.number().min(0)),
  }),
  load: z.strictObject({
    concurrency: z.int().min(1),
    ratePerSecond: z.number().min(0),
    attemptTimeoutMs: z.number().gt(0),
    operationTimeoutMs: z.number().gt(0),
    script: z.exactOptional(scriptSchema),
  }),
  phases: z.strictObject({ readyTimeoutMs: ms, safetyMs: ms, coreMs: ms, convergenceMs: ms, finalReadsMs: ms, stopMs: ms }),
  faults: z.array(step),
  checkers: z.array(name),
  limits: z.strictObject({
    minOkDuringFaults: z.int().min(0),
    checkerBudgetMs: ms,
    checkerMemoryBytes: z.number().min(0),
    harnessLagMs: ms,
  }),
  core: z.exactOptional(coreSchema),
  simulation: z.exactOptional(simulationSchema),
});

const planIsExact: Same<z.infer<typeof plan>, Plan> = true;
const stepIsExact: Same<z.infer<typeof step>, FaultStep> = true;
void planIsExact;
void stepIsExact;
