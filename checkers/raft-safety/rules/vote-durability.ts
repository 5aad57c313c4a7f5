import type { RaftTraceEvent } from '../../../nodes/raft/trace.ts';
import type { NodeId } from '../../../src/core/index.ts';
import { type NodeView, placeOf } from '../node-view.ts';
import type { Court, Rule } from '../rule.ts';
import type { RuleName } from '../rule-names.ts';

const rule: RuleName = 'vote-durability';

/**
 * A vote is durable before anybody hears of it (Raft 5.1, Figure 2): a granted vote-reply, a candidate's request for votes and the
 * vote a leader counts of itself each need an earlier fsync of exactly that vote in that term. Pre-votes and refusals promise
 * nothing, so nothing is asked of them.
 */
export function voteDurability({ ledger }: Court): Rule {
  const account = ledger.account(rule);

  return {
    hears: ['send vote-reply', 'send vote', 'lead'],
    before(event, view) {
      if (event.event === 'send' && event.type === 'vote-reply' && event.granted)
        check(event, view, event.to, `told ${event.to} that it votes for it in term ${event.term}`);
      if (event.event === 'send' && event.type === 'vote')
        check(event, view, view.node, `asked ${event.to} for its vote in term ${event.term}`);
      if (event.event === 'lead' && event.votes.includes(view.node))
        check(event, view, view.node, `counted its own vote in term ${event.term}`);
    },
  };

  function check(event: Extract<RaftTraceEvent, { event: 'send' | 'lead' }>, view: NodeView, candidate: NodeId, what: string): void {
    const { votes, log } = view.durable;
    const durable = votes.get(event.term);
    // Once events were missed, a vote that is not known to be durable may well be.
    if (durable !== candidate && log === undefined && view.isPartial) return;
    account.evaluated += 1;
    if (durable === candidate) return;
    const instead =
      durable === undefined
        ? `nothing of term ${event.term} was durable on its disk${view.durable.term > 0 ? ` (only term ${view.durable.term})` : ''}`
        : `what was durable there was ${durable === null ? 'no vote' : `a vote for ${durable}`} in that term`;
    ledger.violated({
      rule,
      message: `${view.node} (boot ${view.boot}) ${what}, but ${instead}. After a crash it may vote again.`,
      trace: [placeOf(event)],
      evidence: {
        durableTerm: view.durable.term,
        durableVotes: Object.fromEntries([...votes].slice(-SHOWN_VOTES).map(([term, votedFor]) => [String(term), votedFor])),
      },
    });
  }
}

/** Of the durable votes of a node, how many a finding shows. */
const SHOWN_VOTES = 8;
