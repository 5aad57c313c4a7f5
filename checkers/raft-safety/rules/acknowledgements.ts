import type { RaftTraceEvent } from '../../../nodes/raft/trace.ts';
import type { NodeId } from '../../../src/core/index.ts';
import { sideBySide } from '../evidence.ts';
import type { Place } from '../ledger.ts';
import { type Entry, entryAt, holds } from '../log-chain.ts';
import { type NodeView, placeOf } from '../node-view.ts';
import type { Court } from '../rule.ts';
import type { RuleName } from '../rule-names.ts';

type AppendReply = Extract<RaftTraceEvent, { event: 'send'; type: 'pre-vote' | 'append-reply' }> & { type: 'append-reply' };

/** A follower that a leader counted for a commit. `entry` undefined: what was committed is not known. */
export interface Counted {
  readonly follower: NodeId;
  readonly leader: NodeId;
  readonly term: number;
  readonly index: number;
  readonly entry: Entry | undefined;
  readonly place: Place;
}

interface Acknowledged {
  readonly index: number;
  /** undefined where the follower's log was not known. */
  readonly last: Entry | undefined;
  readonly place: Place;
}

/** A follower and a leader in one term. */
interface Pair {
  readonly leader: NodeId;
  readonly term: number;
  acknowledged: Acknowledged | undefined;
  counted: Counted | undefined;
}

/**
 * Whom leaders counted against who really acknowledged. In one term a follower's acknowledgements to its leader are prefixes of one
 * log, so the furthest one stands for all, and the furthest commit that counts a follower for all that did. They are compared at
 * the end: the leader's trace may be seen before the follower's. An acknowledgement is missed only where the follower's trace goes
 * on behind the commit (a later term, or that commit itself); a trace that ends before may just be cut short.
 */
export class Acknowledgements {
  readonly #court: Court;
  readonly #rule: RuleName;
  /** By follower, leader and term. */
  readonly #pairs = new Map<NodeId, Map<NodeId, Map<number, Pair>>>();
  /** Of each follower the pair that was last asked for: mostly it is the next one too. */
  readonly #latest = new Map<NodeId, Pair>();
  /** Those that were counted, in the order in which they first were. */
  readonly #counted: Pair[] = [];

  constructor(court: Court, rule: RuleName) {
    this.#court = court;
    this.#rule = rule;
  }

  sent(event: Pick<AppendReply, 'node' | 'boot' | 'seq' | 'to' | 'term' | 'matchIndex'>, view: NodeView): void {
    const { matchIndex } = event;
    const pair = this.#pair(view.node, event.to, event.term);
    const known = pair.acknowledged;
    if (known !== undefined && known.index >= matchIndex) return;
    if (known === undefined) this.#court.remember(1);
    const last = view.log === undefined ? undefined : entryAt(view.log, matchIndex);
    pair.acknowledged = { index: matchIndex, last, place: placeOf(event) };
  }

  counted(counted: Counted): void {
    const pair = this.#pair(counted.follower, counted.leader, counted.term);
    const known = pair.counted;
    if (known !== undefined && known.index >= counted.index) return;
    if (known === undefined) {
      this.#court.remember(1);
      this.#counted.push(pair);
    }
    pair.counted = counted;
  }

  finish(): void {
    for (const { counted, acknowledged } of this.#counted) if (counted !== undefined) this.#compare(counted, acknowledged);
  }

  #pair(follower: NodeId, leader: NodeId, term: number): Pair {
    const latest = this.#latest.get(follower);
    if (latest !== undefined && latest.term === term && latest.leader === leader) return latest;
    const pair = this.#findPair(follower, leader, term);
    this.#latest.set(follower, pair);
    return pair;
  }

  #findPair(follower: NodeId, leader: NodeId, term: number): Pair {
    let leaders = this.#pairs.get(follower);
    if (leaders === undefined) {
      leaders = new Map();
      this.#pairs.set(follower, leaders);
    }
    let terms = leaders.get(leader);
    if (terms === undefined) {
      terms = new Map();
      leaders.set(leader, terms);
    }
    let pair = terms.get(term);
    if (pair === undefined) {
      pair = { leader, term, acknowledged: undefined, counted: undefined };
      terms.set(term, pair);
    }
    return pair;
  }

  #compare({ follower, leader, term, index, entry, place }: Counted, acknowledged: Acknowledged | undefined): void {
    const view = this.#court.view(follower);
    const { ledger } = this.#court;
    if (view === undefined)
      return ledger.blind(`${leader} counted ${follower} for a commit in term ${term}, and there is no trace of ${follower} at all`);
    if (view.isPartial) return;
    const counted = `${leader} counted ${follower} among the holders of index ${index} in term ${term}`;
    if (acknowledged === undefined || acknowledged.index < index) {
      if (view.reachedTerm <= term && (view.lastCommit.term < term || view.lastCommit.index < index))
        return ledger.blind(`${counted}, and the trace of ${follower} ends without its acknowledgement`);
      const most = acknowledged === undefined ? 'nothing' : `no more than index ${acknowledged.index}`;
      ledger.violated({
        rule: this.#rule,
        message: `${counted}, but ${follower} acknowledged ${most} to it in that term.`,
        trace: acknowledged === undefined ? [place] : [place, acknowledged.place],
      });
    } else if (entry !== undefined && acknowledged.last !== undefined && !holds(acknowledged.last, entry)) {
      ledger.violated({
        rule: this.#rule,
        message: `${counted}, but what ${follower} acknowledged held another entry there.`,
        trace: [place, acknowledged.place],
        evidence: sideBySide(
          [
            [leader, entry],
            [follower, acknowledged.last],
          ],
          index,
        ),
      });
    }
  }
}
