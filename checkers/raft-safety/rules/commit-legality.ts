import type { RaftTraceEvent } from '../../../nodes/raft/trace.ts';
import type { NodeId } from '../../../src/core/index.ts';
import { logsOf, sideBySide } from '../evidence.ts';
import { type Entry, entryAt } from '../log-chain.ts';
import { type NodeView, placeOf } from '../node-view.ts';
import { type Court, majorityOf, type Rule } from '../rule.ts';
import type { RuleName } from '../rule-names.ts';
import { Acknowledgements } from './acknowledgements.ts';
import { CommittedLog } from './committed-log.ts';

const rule: RuleName = 'commit-legality';

type Commit = Extract<RaftTraceEvent, { event: 'commit' }>;

/**
 * What may be committed (Raft 5.3, 5.4.2). A leader commits by counting only an entry of its own term, only once a majority of the
 * voters hold it: itself as far as its log is durable, a follower as far as it has acknowledged in that term, holding the same
 * entries. A follower commits only what a leader has. This sees the paper's Figure 8 at the commit itself, long before anything is
 * lost by it, and a leader that counts what it was never told.
 */
export function commitLegality(court: Court): Rule {
  const { ledger } = court;
  const account = ledger.account(rule);
  const acknowledgements = new Acknowledgements(court, rule);
  const committedLog = new CommittedLog(court, rule);

  return {
    hears: ['send append-reply', 'commit'],
    before(event, view) {
      if (event.event === 'send' && event.type === 'append-reply' && event.success) acknowledgements.sent(event, view);
      if (event.event !== 'commit') return;
      account.evaluated += 1;
      const entry = committedEntry(event, view);
      if (event.role === 'leader') checkLeader(event, view, entry);
      if (entry === undefined) return;
      if (event.role === 'leader') committedLog.byLeader(entry, placeOf(event));
      else committedLog.byFollower({ entry, place: placeOf(event), term: event.term, leader: event.leader });
    },
    finish() {
      acknowledgements.finish();
      committedLog.finish();
    },
  };

  function checkLeader(event: Commit, view: NodeView, entry: Entry | undefined): void {
    const { term, index, entryTerm, matches } = event;
    if (entryTerm !== term)
      violated(
        event,
        view,
        `${leaderOf(event, view)} committed index ${index} by counting, and that entry is of term ${entryTerm}. A leader counts holders only of entries of its own term; older ones are committed with those (Figure 8 of the paper shows why).`,
      );
    const counted = holdersOf(index, matches);
    if (view.voters !== undefined) {
      const voters = among(counted, view.voters);
      if (voters.length < majorityOf(view.voters))
        violated(
          event,
          view,
          `${leaderOf(event, view)} committed index ${index} held by ${names(voters)}: ${voters.length} of ${view.voters.length} voters is no majority.`,
        );
    }
    const place = placeOf(event);
    for (const node of counted) {
      if (node === view.node) checkOwnDisk(event, view, entry);
      else acknowledgements.counted({ follower: node, leader: view.node, term, index, entry, place });
    }
  }

  function checkOwnDisk(event: Commit, view: NodeView, entry: Entry | undefined): void {
    const { log } = view.durable;
    if (log === undefined || entry === undefined || entryAt(log, entry.index)?.hash === entry.hash) return;
    violated(
      event,
      view,
      `${leaderOf(event, view)} counted itself for index ${event.index}, but on its disk ${log.index < event.index ? `only the entries up to ${log.index} are durable` : 'another entry is durable there'}.`,
    );
  }

  /** The entry that the node's own log holds where it commits; undefined where its log is not known or does not reach so far. */
  function committedEntry(event: Commit, view: NodeView): Entry | undefined {
    if (view.log === undefined) return undefined;
    const entry = entryAt(view.log, event.index);
    if (entry?.hash === event.hash && entry.term === event.entryTerm) return entry;
    const instead =
      entry === undefined ? `its log ends at index ${view.log.index}` : `its log holds ${entry.hash} of term ${entry.term} there`;
    violated(
      event,
      view,
      `${view.node} (boot ${view.boot}) committed ${event.hash} of term ${event.entryTerm} at index ${event.index}, but ${instead}.`,
    );
    return undefined;
  }

  function violated(event: Commit, view: NodeView, message: string): void {
    ledger.violated({ rule, message, trace: [placeOf(event)], evidence: sideBySide(logsOf(view), event.index) });
  }
}

function leaderOf({ term }: Commit, { node, boot }: NodeView): string {
  return `${node}, leader of term ${term} (boot ${boot}),`;
}

/** Whom the leader says to hold the index. */
function holdersOf(index: number, matches: Commit['matches']): NodeId[] {
  const holders: NodeId[] = [];
  if (matches === null) return holders;
  for (const node of Object.keys(matches)) if ((matches[node] ?? -1) >= index) holders.push(node);
  return holders;
}

function among(nodes: readonly NodeId[], voters: readonly NodeId[]): readonly NodeId[] {
  for (const node of nodes) if (!voters.includes(node)) return nodes.filter((one) => voters.includes(one));
  return nodes;
}

function names(nodes: readonly NodeId[]): string {
  return nodes.length === 0 ? 'nobody' : nodes.join(', ');
}
