import type { About } from './about.ts';
import type { HistoryEvent } from './history.ts';
import type { Plan } from './plan.ts';
import type { TraceItem } from './trace.ts';
import type { CheckerResult, Finding } from './verdict.ts';

/** What a checker is told before the first event. */
export interface CheckContext {
  readonly plan: Plan;
  /** The workload's model, by name: `kv`, `cas-register`. */
  readonly model: string;
  /** Whether the system writes a trace at all. */
  readonly traced: boolean;
  /** Told at once of what is certain; `finish` repeats it. */
  readonly found: (finding: Finding) => void;
}

/**
 * Judges one recorded run. It is fed the history and the trace as they come (the same on a run and when a folder is read back) and
 * is asked once for its result. It never throws for what it is fed: a malformed item is a reason for `unknown`.
 */
export interface CheckerSession {
  history(event: HistoryEvent): void;
  trace(item: TraceItem): void;
  finish(): CheckerResult;
}

export interface Checker {
  readonly name: string;
  /** One sentence: which property. */
  readonly description: string;
  readonly about: About;
  /** It tells what it finds while it is fed; without this everything comes at the end. */
  readonly tellsEarly?: true;
  /** Its rules by name, a sentence each; absent: it has no rules of its own. */
  readonly rules?: Readonly<Record<string, string>>;
  open(context: CheckContext): CheckerSession;
}
