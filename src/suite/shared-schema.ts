import * as z from 'zod';
import { type Json, type JsonObject, planNameLengthMax } from '../core/index.ts';
import { durationPattern, durationWords } from './durations.ts';
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

const json: z.ZodType<Json> = z
  .lazy(() =>
    z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(json), z.record(z.string(), json)], { error: 'expected a JSON value' }),
  )
  .meta({ id: 'json' });

export const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), json);

export const planNameWords: string = `a name of letters, digits, dots and dashes, at most ${planNameLengthMax}, not "latest"`;
