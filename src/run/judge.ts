import type { Checker, CheckerResult, Finding, HistoryEvent, Plan, TraceItem } from '../core/index.ts';

/** The checkers of one run: fed as it goes (or as a folder is read back), asked once. A checker that throws knows nothing: `unknown`. */
export interface Judges {
  history(event: HistoryEvent): void;
  trace(item: TraceItem): void;
  finish(): Record<string, CheckerResult>;
}

export interface JudgeOptions {
  readonly plan: Plan;
  readonly model: string;
  readonly traced: boolean;
  readonly checkers: readonly Checker[];
  /** Told at once of what is certain. */
  readonly found: (checker: string, finding: Finding) => void;
}

export function openJudges(options: JudgeOptions): Judges {
  const { plan, model, traced } = options;
  const open = options.checkers.map((checker) => ({
    name: checker.name,
    session: checker.open({ plan, model, traced, found: (finding) => options.found(checker.name, finding) }),
    failure: undefined as string | undefined,
  }));

  function failed(judge: (typeof open)[number], error: unknown): void {
    judge.failure = `the checker failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }

  return {
    history(event) {
      for (const judge of open) {
        if (judge.failure !== undefined) continue;
        try {
          judge.session.history(event);
        } catch (error) {
          failed(judge, error);
        }
      }
    },
    trace(item) {
      for (const judge of open) {
        if (judge.failure !== undefined) continue;
        try {
          judge.session.trace(item);
        } catch (error) {
          failed(judge, error);
        }
      }
    },
    finish() {
      const results: Record<string, CheckerResult> = {};
      for (const judge of open) {
        if (judge.failure === undefined) {
          try {
            results[judge.name] = judge.session.finish();
          } catch (error) {
            failed(judge, error);
          }
        }
        if (judge.failure !== undefined) results[judge.name] = { verdict: 'unknown', reason: judge.failure, findings: [] };
      }
      return results;
    },
  };
}
