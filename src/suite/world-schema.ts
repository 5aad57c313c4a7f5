import * as z from 'zod';
import type { CorePlan, ScriptedOperation, SimulationPlan } from '../core/index.ts';
import type { Same } from './exact.ts';
import { driftPpm, jsonValue } from './shared-schema.ts';

/** What a plan says of its core phase. */
export const coreSchema: z.ZodType<CorePlan> = z.lazy(() => core);
/** The knobs of the simulated world. */
export const simulationSchema: z.ZodType<SimulationPlan> = z.lazy(() => simulation);
/** The clients' operations one by one. */
export const scriptSchema: z.ZodType<readonly ScriptedOperation[]> = z.lazy(() => z.array(scripted));

const ms = z.number().min(0);
/** A message takes some time: where an answer came at once, virtual time would stand still. */
const latency = z.number().min(0.001);
const share = z.number().min(0).max(1);
const name = z.string().min(1);

const core = z.strictObject({
  stops: z.array(z.strictObject({ node: name, how: z.enum(['dead', 'cut-off']) })),
  cuts: z.array(z.strictObject({ from: name, to: name })),
});

const fromTo = z.tuple([ms, ms], { error: 'expected [least, most]' });

const simulation = z.strictObject({
  network: z.strictObject({
    minLatencyMs: latency,
    meanLatencyMs: ms,
    clientLatencyMs: latency,
    lossProbability: share,
    duplicateProbability: share,
    ordered: z.boolean(),
    priorities: z.exactOptional(z.strictObject({ stepMs: ms, changes: z.array(z.int().min(1)) })),
  }),
  disk: z.strictObject({ writeMs: fromTo, syncMs: fromTo, tornProbability: share }),
  clocks: z.record(z.string(), z.strictObject({ offsetMs: z.number(), driftPpm })),
});

const scripted = z.strictObject({
  client: z.int().min(0),
  atMs: ms,
  f: name,
  key: z.exactOptional(name),
  value: jsonValue,
  readOnly: z.boolean(),
});

const coreIsExact: Same<z.infer<typeof core>, CorePlan> = true;
const simulationIsExact: Same<z.infer<typeof simulation>, SimulationPlan> = true;
const scriptIsExact: Same<Omit<z.infer<typeof scripted>, 'value'>, Omit<ScriptedOperation, 'value'>> = true;
void coreIsExact;
void simulationIsExact;
void scriptIsExact;
