import { type CheckerResult, type Finding, type HistoryEvent, isJsonObject, type TraceItem } from '../core/index.ts';
import type { RunWriter } from '../store/index.ts';
import type { Judges } from './judge.ts';
import type { FaultCoverage } from './vacuity.ts';

/** What a run leaves: events go to the file first, then to whoever judges. A file that cannot be written any more ends the run. */
export class RunRecord {
  readonly history: HistoryEvent[] = [];
  readonly coverage: FaultCoverage;
  readonly #writer: RunWriter;
  readonly #judges: Judges;
  readonly #failed: (error: Error) => void;
  readonly #shown: <T>(value: T) => T;
  #failure: Error | undefined;

  /** `shown`: what of it may be stored. Who judges is told all: values that look alike when they are hidden are not the same. */
  constructor(
    writer: RunWriter,
    judges: Judges,
    coverage: FaultCoverage,
    failed: (error: Error) => void,
    shown: <T>(value: T) => T = (value) => value,
  ) {
    this.coverage = coverage;
    this.#writer = writer;
    this.#judges = judges;
    this.#failed = failed;
    this.#shown = shown;
  }

  event(event: HistoryEvent): void {
    this.#written(() => this.#writer.history(this.#shown(event)));
    this.history.push(event);
    this.coverage.history(event);
    this.#judges.history(event);
  }

  note(note: Parameters<RunWriter['note']>[0]): void {
    this.#written(() => this.#writer.note(this.#shown(note)));
  }

  trace(item: TraceItem): void {
    this.#judges.trace(item);
  }

  /** The first failed write is told; after it nothing more is tried. */
  #written(write: () => void): void {
    if (this.#failure !== undefined) return;
    try {
      write();
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      this.#failed(this.#failure);
    }
  }
}

/** A liveness finding means nothing while the harness itself stood still: it may have been late, not the system. */
export function judgeLiveness(liveness: CheckerResult, history: readonly HistoryEvent[]): CheckerResult {
  if (liveness.verdict !== 'invalid') return liveness;
  const begins = (phase: string) =>
    history.findIndex((event) => event.f === 'phase' && isJsonObject(event.value) && event.value['name'] === phase);
  const core = begins('core');
  const lags = history.slice(core >= 0 ? core : begins('heal')).filter((event) => event.process === 'nemesis' && event.f === 'lag');
  if (lags.length === 0) return liveness;
  const reason = `the nodes did not serve or come together in time, but the harness itself stood still ${lags.length} times meanwhile (events of kind lag): give it a quieter machine`;
  return { verdict: 'unknown', reason, findings: [] };
}

/** A node that nobody ended must not end. */
export function judgeDeaths(
  deaths: readonly { node: string; boot: number; how: string; lastLines: readonly string[]; logFile: string }[],
): CheckerResult {
  const findings: Finding[] = deaths.map(({ node, boot, how, lastLines, logFile }) => ({
    rule: 'node-died',
    message: `${node} (its start number ${boot}) ended by itself: ${how}. Its last lines stand in ${logFile}.`,
    evidence: { lastLines: [...lastLines], logFile },
  }));
  if (findings.length === 0) return { verdict: 'valid', findings };
  return { verdict: 'invalid', reason: findings.map((finding) => finding.message).join(' '), findings };
}
