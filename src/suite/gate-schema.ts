import * as z from 'zod';
import { duration } from './shared-schema.ts';
import { sharePattern, shareWords } from './shares.ts';
import type { FileExpectation, FileGate, Share } from './suite-file.ts';

const expectWords = 'expected violation, or { violation: CHECKER } (or a list of checkers)';

/** What must be found in an entry's runs. */
export const expectSchema: z.ZodType<FileExpectation> = z
  .union([z.literal('violation'), z.strictObject({ violation: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]) })], {
    error: expectWords,
  })
  .describe(
    'A known-bad control or a known issue: a violation must be found in at least one run, by any checker (but not by crashes alone) or by those named',
  );

/** The limits that an entry's runs must keep. */
export const gateSchema: z.ZodType<FileGate> = z.lazy(() => gate);

const ratio = (about: string): z.ZodExactOptional<z.ZodNumber> => z.exactOptional(z.number().gt(0).describe(about));

const gate = z
  .strictObject({
    availabilityDuringFaults: z.exactOptional(share('At least this share of the operations asked for during faults is answered')),
    p99: z.exactOptional(duration('99 % of the operations that end ok are at most so slow')),
    recovery: z.exactOptional(duration('After faults the first write succeeds within this')),
    minOk: z.exactOptional(z.int().min(1).describe('So many operations of the load end ok')),
    coverage: z.exactOptional(
      z
        .strictObject({
          rules: z.exactOptional(z.int().min(1).describe('So many rules of raft-safety come up')),
          faultsInForce: z.exactOptional(share('At least this share of the planned faults is in force')),
        })
        .describe('Over all runs of the entry'),
    ),
    baseline: z.exactOptional(
      z
        .union(
          [
            z.string().min(1),
            z.strictObject({
              file: z.string().min(1),
              p99: ratio('At most so many times the stored one; default 1.5'),
              recovery: ratio('At most so many times the stored one; default 2'),
              ok: ratio('At least so many times the stored one; default 0.8'),
              availabilityDuringFaults: ratio('At least so many times the stored one; default 0.95'),
            }),
          ],
          { error: 'expected a file, or { file, p99, recovery, ok, availabilityDuringFaults }' },
        )
        .describe('A file that `faultline baseline` has written, beside the suite: medians are compared with it by ratio'),
    ),
  })
  .describe('Limits beside "no violation"; each run keeps them, without the stretches in which the harness itself was late');

function share(about: string): z.ZodType<Share> {
  return z
    .union([z.number().gt(0).max(1), z.string().regex(sharePattern, { error: `expected ${shareWords}` })], {
      error: `expected ${shareWords}`,
    })
    .describe(about);
}
