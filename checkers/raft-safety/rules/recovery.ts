import type { RaftTraceEvent } from '../../../nodes/raft/trace.ts';
import { sideBySide } from '../evidence.ts';
import type { Place } from '../ledger.ts';
import { type NodeView, placeOf } from '../node-view.ts';
import type { Court, Rule } from '../rule.ts';
import type { RuleName } from '../rule-names.ts';

const rule: RuleName = 'recovery';

type Boot = Extract<RaftTraceEvent, { event: 'boot' }>;

/**
 * A restart finds what the node had durable and what it had promised (Raft 5.1): a term no lower, in that term the same vote, and a
 * log that begins with every durable or acknowledged entry that was not truncated since. It may find more: what was written and not
 * yet durable survives a kill. Wiping a node's disk breaks this rule, rightly: a node that forgets may not come back by its old name.
 */
export function recovery({ ledger }: Court): Rule {
  const account = ledger.account(rule);

  return {
    hears: ['boot'],
    before(event, view) {
      if (event.event !== 'boot' || view.expectation === undefined) return;
      account.evaluated += 1;
      checkTerm(event, view);
      checkVote(event, view);
      checkLog(event, view);
    },
  };

  function checkTerm(event: Boot, view: NodeView): void {
    const { durableTerm = 0 } = view.expectation ?? {};
    const { term: promised, termPlace } = view.promises;
    if (event.term >= durableTerm && event.term >= promised) return;
    const before = event.term < durableTerm ? `term ${durableTerm} was durable` : `it had spoken in term ${promised}`;
    violated(event, `came back in term ${event.term}, though ${before}`, event.term < promised ? termPlace : undefined);
  }

  function checkVote(event: Boot, view: NodeView): void {
    const promised = view.promises.votes.get(event.term);
    const durable = view.durable.votes.get(event.term);
    const vote = promised?.candidate ?? durable ?? undefined;
    if (vote === undefined || vote === event.votedFor) return;
    violated(
      event,
      `came back in term ${event.term} with ${event.votedFor === null ? 'no vote' : `a vote for ${event.votedFor}`}, though it had voted for ${vote} in that term`,
      promised?.place,
    );
  }

  function checkLog(event: Boot, view: NodeView): void {
    // The recovered log is known in the view only after this event, so its hashes are compared here.
    const { kept } = view.expectation ?? {};
    const finds = (index: number, hash: string) => index === 0 || event.hashes[index - 1] === hash;
    const { log: promised } = view.promises;
    const ends = `its log ends at index ${event.lastIndex}${event.lastIndex === 0 ? '' : ` (term ${event.terms.at(-1)})`}`;
    if (promised !== undefined && !finds(promised.last.index, promised.last.hash))
      violated(
        event,
        `had acknowledged index ${promised.last.index} (an entry of term ${promised.last.term}) to ${promised.to} in term ${promised.term} and came back without it: ${ends}`,
        promised.place,
        { ...sideBySide([[`${view.node} acknowledged`, promised.last]], promised.last.index), recovered: recoveredTail(event) },
      );
    else if (kept !== undefined && !finds(kept.index, kept.hash))
      violated(event, `had index ${kept.index} (an entry of term ${kept.term}) durable and came back without it: ${ends}`, kept.place, {
        ...sideBySide([[`${view.node} durable`, kept]], kept.index),
        recovered: recoveredTail(event),
      });
  }

  function violated(event: Boot, what: string, earlier?: Place, evidence?: ReturnType<typeof sideBySide>): void {
    ledger.violated({
      rule,
      message: `${event.node} (boot ${event.boot}) ${what}.`,
      trace: earlier === undefined ? [placeOf(event)] : [earlier, placeOf(event)],
      ...(evidence !== undefined && { evidence }),
    });
  }
}

/** Entries of the recovered log that a finding shows. */
const SHOWN_ENTRIES = 8;

function recoveredTail({ lastIndex, terms, hashes }: Boot): { index: number; term: number; hash: string }[] {
  const first = Math.max(0, lastIndex - SHOWN_ENTRIES);
  return terms.slice(first).map((term, i) => ({ index: first + i + 1, term, hash: hashes[first + i] ?? '' }));
}
