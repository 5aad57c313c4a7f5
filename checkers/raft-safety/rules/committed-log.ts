import type { NodeId } from '../../../src/core/index.ts';
import { sideBySide } from '../evidence.ts';
import type { Place } from '../ledger.ts';
import { type Entry, holds } from '../log-chain.ts';
import type { Court } from '../rule.ts';
import type { RuleName } from '../rule-names.ts';

interface Commit {
  readonly entry: Entry;
  readonly place: Place;
}

interface FollowerCommit extends Commit {
  readonly term: number;
  readonly leader: NodeId | null;
}

/**
 * There is one committed log. Every commit lies on it, and it reaches as far as some leader has committed. A follower's commit that
 * is seen before its leader's waits for it; of one boot of a node only the furthest, which stands for those before it. At the end one
 * that still waits is wrong if its leader's trace goes on into a later term; a trace that ends before may just be cut short.
 */
export class CommittedLog {
  readonly #court: Court;
  readonly #rule: RuleName;
  #furthest: Commit | undefined;
  readonly #waiting = new Map<string, FollowerCommit>();

  constructor(court: Court, rule: RuleName) {
    this.#court = court;
    this.#rule = rule;
  }

  byLeader(entry: Entry, place: Place): void {
    const known = this.#furthest;
    this.#furthest = known === undefined || entry.index > known.entry.index ? { entry, place } : known;
    if (known !== undefined) this.#agree(known, { entry, place });
    for (const [key, waiting] of this.#waiting) {
      if (waiting.entry.index > this.#furthest.entry.index) continue;
      this.#waiting.delete(key);
      this.#agree(this.#furthest, waiting);
    }
  }

  byFollower(commit: FollowerCommit): void {
    const { entry, place } = commit;
    if (this.#furthest !== undefined && entry.index <= this.#furthest.entry.index) return this.#agree(this.#furthest, commit);
    const key = `${place.node} ${place.boot}`;
    if (!this.#waiting.has(key)) this.#court.remember(1);
    this.#waiting.set(key, commit);
  }

  finish(): void {
    const { ledger } = this.#court;
    // A leader whose events were missed may have committed anything.
    if (ledger.isBlind) return;
    for (const { entry, place, term, leader } of this.#waiting.values()) {
      const view = leader === null ? undefined : this.#court.view(leader);
      if (view === undefined || view.reachedTerm <= term) {
        ledger.blind(
          `${place.node} committed index ${entry.index} in term ${term}, and the trace of ${leader ?? 'its leader'} ends without that commit`,
        );
        continue;
      }
      ledger.violated({
        rule: this.#rule,
        message: `${place.node} (boot ${place.boot}) committed index ${entry.index}, and no leader ever committed so far: ${this.#furthest === undefined ? 'none committed anything' : `the furthest is index ${this.#furthest.entry.index} of ${this.#furthest.place.node}`}.`,
        trace: this.#furthest === undefined ? [place] : [this.#furthest.place, place],
        evidence: sideBySide([[place.node, entry]], entry.index),
      });
    }
  }

  #agree(a: Commit, b: Commit): void {
    const [longer, shorter] = a.entry.index >= b.entry.index ? [a, b] : [b, a];
    if (holds(longer.entry, shorter.entry)) return;
    this.#court.ledger.violated({
      rule: this.#rule,
      message: `${shorter.place.node} (boot ${shorter.place.boot}) committed ${shorter.entry.hash} of term ${shorter.entry.term} at index ${shorter.entry.index}, and ${longer.place.node} (boot ${longer.place.boot}) committed a log with another entry there.`,
      trace: [shorter.place, longer.place],
      evidence: sideBySide(
        [
          [shorter.place.node, shorter.entry],
          [longer.place.node, longer.entry],
        ],
        shorter.entry.index,
      ),
    });
  }
}
