import type { CheckContext, CheckerResult, CheckerSession, NodeId, TraceEvent, TraceItem } from '../../src/core/index.ts';
import { Hearings } from './hearings.ts';
import { Ledger } from './ledger.ts';
import { LogChain } from './log-chain.ts';
import { NodeView } from './node-view.ts';
import { readEvent } from './read-event.ts';
import type { Court, Rule } from './rule.ts';
import { openRules } from './rules/index.ts';
import { Sequence } from './sequence.ts';

/** What one remembered thing (an entry, an applied index, a client's write) costs, rounded up. */
const BYTES_PER_REMEMBERED = 256;

interface Followed {
  readonly view: NodeView;
  readonly sequence: Sequence;
}

/** One run under the rules: keeps a view of each node up to date and shows every step to the rules that it concerns. */
export class RaftSafetySession implements CheckerSession {
  readonly #ledger: Ledger;
  readonly #traced: boolean;
  readonly #rememberedMax: number;
  readonly #chain = new LogChain();
  readonly #nodes = new Map<NodeId, Followed>();
  readonly #rules: readonly Rule[];
  readonly #hearings: Hearings;
  #remembered = 0;
  #isSpent = false;
  #isFinished = false;

  constructor({ traced, plan, found }: CheckContext) {
    this.#ledger = new Ledger(found);
    this.#traced = traced;
    this.#rememberedMax = Math.floor(plan.limits.checkerMemoryBytes / BYTES_PER_REMEMBERED);
    const court: Court = {
      ledger: this.#ledger,
      view: (node) => this.#nodes.get(node)?.view,
      remember: (count) => {
        this.#remembered += count;
      },
    };
    this.#rules = openRules(court);
    this.#hearings = new Hearings(this.#rules);
  }

  history(): void {
    // Only what the nodes say of themselves is judged here.
  }

  trace(item: TraceItem): void {
    if (this.#isSpent) return;
    const { view, sequence } = this.#follow(item.kind === 'event' ? item.event.node : item.node);
    if (item.kind === 'gap') {
      sequence.announce();
      this.#miss(view, `the trace of ${item.node} has a gap in boot ${item.boot} behind event ${item.afterSeq}: ${item.reason}`);
    } else this.#take(item.event, view, sequence);
    if (this.#remembered + this.#chain.count <= this.#rememberedMax) return;
    this.#isSpent = true;
    this.#ledger.blind(
      `the memory budget of the checker (plan.limits.checkerMemoryBytes) was spent at event ${placeText(item)}; nothing behind it was judged`,
    );
  }

  finish(): CheckerResult {
    if (!this.#traced) return { verdict: 'unknown', reason: 'the system writes no trace', findings: [] };
    if (!this.#isFinished && !this.#isSpent) for (const rule of this.#rules) rule.finish?.();
    this.#isFinished = true;
    return this.#ledger.result();
  }

  #follow(node: NodeId): Followed {
    const known = this.#nodes.get(node);
    if (known !== undefined) return known;
    const followed = { view: new NodeView(node), sequence: new Sequence() };
    this.#nodes.set(node, followed);
    return followed;
  }

  #take(event: TraceEvent, view: NodeView, sequence: Sequence): void {
    const problem = sequence.follow(event);
    if (problem?.kind === 'repeated') return this.#ledger.blind(`the trace of ${event.node} is out of order: ${problem.reason}`);
    if (event.boot !== view.boot) view.beginBoot(event.boot);
    if (problem !== undefined) this.#miss(view, `the trace of ${event.node} has a gap: ${problem.reason}`);
    const raft = readEvent(event);
    if (raft === 'unknown') return;
    if (raft === 'malformed')
      return this.#miss(
        view,
        `the event ${event.event} of ${event.node} (boot ${event.boot}, event ${event.seq}) does not hold what it should`,
      );
    const { before, after } = this.#hearings.of(raft);
    for (const rule of before) rule.before(raft, view);
    view.apply(raft, this.#chain);
    for (const rule of after) rule.after(raft, view);
  }

  #miss(view: NodeView, reason: string): void {
    view.miss();
    this.#ledger.blind(reason);
  }
}

function placeText(item: TraceItem): string {
  return item.kind === 'event'
    ? `${item.event.seq} of ${item.event.node}, boot ${item.event.boot}`
    : `${item.afterSeq} of ${item.node}, boot ${item.boot}`;
}
