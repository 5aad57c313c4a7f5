import type { NodeId } from '../../../src/core/index.ts';
import type { Place } from '../ledger.ts';
import { placeOf } from '../node-view.ts';
import { type Court, majorityOf, type Rule } from '../rule.ts';
import type { RuleName } from '../rule-names.ts';

const rule: RuleName = 'election-safety';

interface Election {
  readonly term: number;
  readonly leader: NodeId;
  readonly votes: readonly NodeId[];
  readonly place: Place;
}

/**
 * Election Safety (Raft 5.2): a term has at most one leader. It was elected once, by a majority of the voters, each of which said so
 * in a message of that term; and no voter, over all its boots, votes for two candidates in one term. That a vote was sent is looked
 * for at the end: the leader's trace may come before the voter's. It is missed only where the voter's trace goes on behind the
 * election (a later term, or an acknowledgement to that leader); a trace that ends before may just be cut short.
 */
export function electionSafety(court: Court): Rule {
  const { ledger } = court;
  const account = ledger.account(rule);
  const elections = new Map<number, Election>();

  return {
    hears: ['send vote', 'send vote-reply', 'lead'],
    before(event, view) {
      if (event.event === 'send' && (event.type === 'vote' || (event.type === 'vote-reply' && event.granted))) {
        account.evaluated += 1;
        const candidate = event.type === 'vote' ? view.node : event.to;
        const earlier = view.promises.votes.get(event.term);
        if (earlier === undefined) court.remember(1);
        else if (earlier.candidate !== candidate)
          ledger.violated({
            rule,
            message: `${view.node} voted for ${earlier.candidate} (boot ${earlier.place.boot}) and for ${candidate} (boot ${view.boot}) in term ${event.term}. A node has one vote in a term, whatever crashes.`,
            trace: [earlier.place, placeOf(event)],
          });
      }
      if (event.event !== 'lead') return;
      account.evaluated += 1;
      const election = { term: event.term, leader: view.node, votes: event.votes, place: placeOf(event) };
      const earlier = elections.get(event.term);
      if (earlier !== undefined)
        ledger.violated({
          rule,
          message: secondLeader(earlier, election),
          trace: [earlier.place, election.place],
          ...(earlier.leader !== election.leader && { evidence: { term: event.term, leaders: [earlier.leader, election.leader] } }),
        });
      else {
        court.remember(1);
        elections.set(event.term, election);
      }
      if (view.voters !== undefined) countVotes(election, view.voters);
    },
    finish() {
      for (const election of elections.values())
        for (const voter of election.votes) if (voter !== election.leader) findVote(election, voter);
    },
  };

  function countVotes({ term, leader, votes, place }: Election, voters: readonly NodeId[]): void {
    const counted = new Set(votes.filter((voter) => voters.includes(voter)));
    if (counted.size >= majorityOf(voters)) return;
    ledger.violated({
      rule,
      message: `${leader} became leader of term ${term} with the votes of ${list([...counted])}: ${counted.size} of ${voters.length} voters is no majority.`,
      trace: [place],
    });
  }

  function findVote({ term, leader, place }: Election, voter: NodeId): void {
    const view = court.view(voter);
    if (view === undefined)
      return ledger.blind(`${leader} counted a vote of ${voter} in term ${term}, and there is no trace of ${voter} at all`);
    const vote = view.promises.votes.get(term);
    if (vote?.candidate === leader || view.isPartial) return;
    if (vote === undefined && view.reachedTerm <= term && view.promises.acknowledgedTerm < term)
      return ledger.blind(`${leader} counted a vote of ${voter} in term ${term}, and the trace of ${voter} ends without it`);
    ledger.violated({
      rule,
      message: `${leader} counted a vote of ${voter} in term ${term}, but ${voter} ${vote === undefined ? 'voted for nobody' : `voted for ${vote.candidate}`} in that term.`,
      trace: vote === undefined ? [place] : [place, vote.place],
    });
  }
}

function secondLeader(earlier: Election, later: Election): string {
  if (earlier.leader === later.leader)
    return `${later.leader} became leader of term ${later.term} twice: in boot ${earlier.place.boot} and in boot ${later.place.boot}. A term is elected once.`;
  const both = earlier.votes.filter((voter) => later.votes.includes(voter));
  const why = both.length === 0 ? '' : ` ${list(both)} voted for both: a node has one vote in a term, whatever crashes.`;
  return `Term ${later.term} has two leaders: ${earlier.leader} (boot ${earlier.place.boot}, votes of ${list(earlier.votes)}) and ${later.leader} (boot ${later.place.boot}, votes of ${list(later.votes)}).${why}`;
}

function list(nodes: readonly NodeId[]): string {
  return nodes.length === 0 ? 'nobody' : nodes.join(', ');
}
