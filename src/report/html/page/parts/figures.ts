import { isJsonObject, type Json, type JsonObject } from '../../../../core/index.ts';
import type { Run } from '../run.ts';

/** What the checker `performance` measured of one fault, beside what is known of it anyway. */
export interface FaultFigures {
  /** The longest time within it without an `ok`. */
  readonly longestGapMs: number | undefined;
  /** From its end to the first write that succeeded. */
  readonly recoveryMs: number | undefined;
}

/** By fault; empty where the checker did not run. */
export function faultFigures({ data }: Run): ReadonlyMap<string, FaultFigures> {
  const figures = data.verdict.results['performance']?.data;
  const faults = isJsonObject(figures) ? figures['faults'] : undefined;
  const byId = new Map<string, FaultFigures>();
  for (const fault of Array.isArray(faults) ? (faults as readonly Json[]) : []) {
    if (!isJsonObject(fault) || typeof fault['id'] !== 'string') continue;
    const gap = fault['longestGap'];
    byId.set(fault['id'], {
      longestGapMs: numberOf(isJsonObject(gap) ? gap['lengthMs'] : undefined),
      recoveryMs: numberOf(fault['recoveryMs']),
    });
  }
  return byId;
}

/** The figures of a checker that no other part of the page draws: rate and faults have their places. */
export function remainingFigures(name: string, data: Json): Json {
  if (name !== 'performance' || !isJsonObject(data)) return data;
  const { okPerSecond: _rate, faults: _faults, ...rest } = data as JsonObject & { okPerSecond?: Json; faults?: Json };
  return rest;
}

function numberOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
