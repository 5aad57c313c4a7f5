/**
 * The definition of linearizability, tried literally: every order of the operations, with specifications of its own and none of the
 * search's shortcuts. It remembers only where it has been (which calls are placed, in which state). It shares no code with what it judges.
 */
import type { HistoryEvent } from '../history.ts';
import { type Call, type Specification, specifications } from './specifications.ts';

export type ModelName = keyof typeof specifications;

export interface BruteForceOptions {
  /** The initial state as JSON. */
  readonly init?: unknown;
  readonly failedCas?: 'by-error' | 'observe' | 'ignore';
  /** Only events before this one count; calls open there may have taken effect or not, but if so with what they were answered later. */
  readonly until?: number;
}

export function isLinearizable(model: ModelName, history: readonly HistoryEvent[], options: BruteForceOptions = {}): boolean {
  const specification: Specification = specifications[model];
  const until = options.until ?? history.length;
  const calls = readCalls(history).filter((call) => call.invoke < until && says(specification, call, options.failedCas ?? 'by-error'));
  const keys = new Set(calls.map((call) => keyOf(specification, call)));
  return [...keys].every((key) => {
    const ofKey = calls.filter((call) => keyOf(specification, call) === key);
    return new Orders(specification, ofKey, until).exists(specification.start(options.init ?? null));
  });
}

function readCalls(history: readonly HistoryEvent[]): Call[] {
  const calls: (Call & { end?: HistoryEvent; complete?: number })[] = [];
  history.forEach((event, i) => {
    if (event.type === 'invoke') {
      calls.push({ event, invoke: i });
      return;
    }
    const call = calls.findLast((item) => item.event.process === event.process);
    if (call === undefined) throw new Error('a completion without an invoke');
    call.end = event;
    call.complete = i;
  });
  return calls;
}

function keyOf(specification: Specification, call: Call): string {
  return specification.isWhole === true ? '' : (call.event.key ?? '');
}

/** Whether the call restricts anything or may have changed anything. */
function says(specification: Specification, { event, end }: Call, failedCas: string): boolean {
  if (end === undefined || end.type === 'info') return !specification.reads.includes(event.f);
  if (end.type === 'ok') return true;
  if (event.f !== 'cas' || failedCas === 'ignore') return false;
  return failedCas === 'observe' || end.error === undefined || end.error === 'precondition-failed';
}

function isUnknown({ end }: Call): boolean {
  return end === undefined || end.type === 'info';
}

class Orders {
  private readonly specification: Specification;
  private readonly calls: readonly Call[];
  /** For each call, those that ended before it began. */
  private readonly before: readonly number[];
  private readonly required: number;
  private readonly seen = new Set<string>();

  constructor(specification: Specification, calls: readonly Call[], until: number) {
    if (calls.length > 30) throw new Error(`too many calls to try every order: ${calls.length}`);
    this.specification = specification;
    this.calls = calls;
    const bits = (picked: (call: Call) => boolean): number => calls.reduce((mask, call, i) => (picked(call) ? mask | (1 << i) : mask), 0);
    const isDone = (call: Call): boolean => !isUnknown(call) && (call.complete ?? 0) < until;
    this.required = bits(isDone);
    this.before = calls.map(({ invoke }) => bits((other) => isDone(other) && (other.complete ?? 0) < invoke));
  }

  exists(state: unknown, placed = 0): boolean {
    if ((this.required & ~placed) === 0) return true;
    const here = `${placed} ${JSON.stringify(state)}`;
    if (this.seen.has(here)) return false;
    this.seen.add(here);
    for (const [i, call] of this.calls.entries()) {
      const mayBeNext = (placed & (1 << i)) === 0 && ((this.before[i] ?? 0) & ~placed) === 0;
      if (!mayBeNext) continue;
      for (const next of this.specification.after(state, call, isUnknown(call))) if (this.exists(next, placed | (1 << i))) return true;
    }
    return false;
  }
}
