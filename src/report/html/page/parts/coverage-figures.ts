import { isJsonObject } from '../../../../core/index.ts';
import type { Run } from '../run.ts';

/** Messages that faults cut, delayed, doubled or held, by the faults' own counts. */
export function messagesStruck({ data }: Run): number {
  return data.faults.reduce((sum, { effect }) => {
    const affected = isJsonObject(effect) ? effect['affected'] : undefined;
    return sum + (typeof affected === 'number' ? affected : 0);
  }, 0);
}

export interface RuleFigures {
  readonly count: number;
  readonly exercised: number;
  /** Rules that had no occasion. */
  readonly idle: readonly string[];
}

/** Of the rules of nodes: a rule that was never evaluated was not kept, it just had no occasion. */
export function ruleFigures({ data }: Run): RuleFigures {
  const rules = Object.entries(data.verdict.results['raft-safety']?.counts ?? {});
  const exercised = rules.filter(([, count]) => count > 0).length;
  return { count: rules.length, exercised, idle: rules.filter(([, count]) => count === 0).map(([name]) => name) };
}
