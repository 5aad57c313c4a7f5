import * as z from 'zod';
import type { LinkEnd, Target } from '../core/index.ts';
import { driftPpm, duration, jsonObject, signedDuration } from './shared-schema.ts';
import type { FileStep } from './suite-file.ts';

/** One step of an explicit schedule. */
export function stepSchema(): z.ZodType<FileStep> {
  const timing = {
    id: z.exactOptional(name.describe('What other steps call it, as @id; default f1, f2, ...')),
    at: z.exactOptional(duration('Begins so long after the safety phase (or step `after`) began')),
    on: z.exactOptional(event.describe('Begins with an event')),
    after: z.exactOptional(name.describe('Times and events count from the begin of this step')),
    for: z.exactOptional(duration('How long it lasts; without for and until, to the end of the phase')),
    until: z.exactOptional(until.describe('Ends at a time or with an event')),
    resolveWithin: z.exactOptional(duration('How long to wait until the target can be told (who leads), default 5s')),
  };
  const target = { target: whom };
  const links = { from: end, to: end };
  const picked = { ...links, match: z.exactOptional(match) };
  const some = { ...picked, probability: z.exactOptional(z.number().min(0).max(1).describe('Share of the messages, 0 to 1; default all')) };
  return z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('partition'),
      shape: z.enum(['halves', 'isolate', 'bridge', 'ring', 'one-way']),
      target: z.exactOptional(whom),
      direction: z.exactOptional(z.enum(['out', 'in'])),
      ...timing,
    }),
    z.strictObject({
      kind: z.literal('delay'),
      ...picked,
      latency: duration('Each message comes so much later'),
      jitter: z.exactOptional(duration('Up to so much more')),
      ...timing,
    }),
    z.strictObject({ kind: z.literal('drop'), ...some, ...timing }),
    z.strictObject({ kind: z.literal('duplicate'), ...some, ...timing }),
    z.strictObject({ kind: z.literal('reorder'), ...some, within: duration('Messages that leave so much later may overtake'), ...timing }),
    z.strictObject({ kind: z.literal('corrupt'), ...some, ...timing }),
    z.strictObject({
      kind: z.literal('hold'),
      ...picked,
      count: z.exactOptional(z.int().min(1).describe('At most so many messages')),
      ...timing,
    }),
    z.strictObject({ kind: z.literal('reset'), ...links, ...timing }),
    z.strictObject({ kind: z.literal('kill'), ...target, ...timing }),
    z.strictObject({ kind: z.literal('pause'), ...target, ...timing }),
    z.strictObject({ kind: z.literal('power-cut'), ...target, ...timing }),
    z.strictObject({
      kind: z.literal('clock'),
      ...target,
      offset: z.exactOptional(signedDuration('How far the clock jumps; back with a minus sign')),
      driftPpm: z.exactOptional(driftPpm.describe('Microseconds that it gains in a second')),
      ...timing,
    }),
    z.strictObject({
      kind: z.literal('slow-disk'),
      ...target,
      latency: duration('Each disk call takes up to so much longer'),
      ...timing,
    }),
    z.strictObject({ kind: z.literal('misdirected-write'), ...target, ...timing }),
    z.strictObject({ kind: z.literal('bit-rot'), ...target, ...timing }),
    z.strictObject({ kind: z.literal('disk-loss'), ...target, ...timing }),
  ]);
}

const name = z.string().min(1);
const names = z.array(name).min(1);

const targetWords =
  'leader, follower, followers, one, minority, majority, all, trigger, a node, @id of a step (!@id: every other node), or a list of nodes';
const whom: z.ZodType<Target> = z
  .union([name, names], { error: 'expected a role, a node, @id of a step, or a list of nodes' })
  .meta({ id: 'target', description: targetWords });

const end: z.ZodType<LinkEnd> = z
  .union([name, names], { error: 'expected an end of links: nodes, clients, any, a role, a node, or a list of nodes' })
  .meta({ id: 'linkEnd', description: 'An end of links: nodes, clients, any, or whatever a target may be' });

const match = z
  .strictObject({
    type: z.exactOptional(z.union([name, names], { error: 'expected a type of message, or a list of types' })),
    fields: z.exactOptional(jsonObject.describe('Equal header fields')),
  })
  .meta({ id: 'match', description: 'Which messages; default all' });

const about = {
  event: name.describe('`frame` for a message on a link, else the name of a trace event'),
  match: z.exactOptional(jsonObject.describe('Equal fields; for a frame from, to and type beside its header fields')),
  occurrence: z.exactOptional(z.int().min(1).describe('The n-th match, from 1')),
  within: z.exactOptional(duration('Given up after so long')),
};
const event = z.strictObject(about).meta({ id: 'event' });
const until = z
  .strictObject({
    ...about,
    event: z.exactOptional(about.event),
    at: z.exactOptional(duration('Ends so long after the safety phase (or step `after`) began')),
    after: z.exactOptional(name.describe('Counts from the begin of this step')),
  })
  .meta({ id: 'until' });
