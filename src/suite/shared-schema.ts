import * as z from 'zod';
import { type Json, type JsonObject, planNameLengthMax } from '../core/index.ts';
import { durationPattern, durationWords, signedDurationPattern } from './durations.ts';
import type { Duration } from './suite-file.ts';

/** A duration as people write it. */
export function duration(about: string): z.ZodType<Duration> {
  return durationSchema.describe(about);
}

const durationSchema = z
  .union([z.number().min(0), z.string().regex(durationPattern, { error: `expected ${durationWords}` })], {
    error: `expected ${durationWords}`,
  })
  .meta({ id: 'duration', description: durationWords });

/** A duration that may be less than none: how far a clock is off. */
export function signedDuration(about: string): z.ZodType<Duration> {
  const expected = `expected ${durationWords}, with a minus sign if it goes back`;
  return z.union([z.number(), z.string().regex(signedDurationPattern, { error: expected })], { error: expected }).describe(about);
}

/** How fast a clock may be: it may run slow, but it runs, and it gains at most a second in each. */
export const driftPpm: z.ZodType<number> = z.number().min(-900_000).max(1_000_000);

/** Any JSON value. */
export const jsonValue: z.ZodType<Json> = z
  .lazy(() =>
    z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(jsonValue), z.record(z.string(), jsonValue)], {
      error: 'expected a JSON value',
    }),
  )
  .meta({ id: 'json' });

export const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), jsonValue);

export const planNameWords: string = `a name of letters, digits, dots and dashes, at most ${planNameLengthMax}, not "latest"`;
