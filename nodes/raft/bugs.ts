import { correctRules, majorityOf, type Rules } from './rules.ts';

/** A planted bug: one rule of the reference node replaced, the incident it comes from, and who must see it. */
export interface PlantedBug {
  readonly name: string;
  readonly description: string;
  readonly source: string;
  readonly foundBy: readonly string[];
  readonly replaces: Partial<Rules>;
}

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'stale-read',
    description: 'A node answers reads from what it happens to hold, without asking a leader whether that is still the newest.',
    source: 'etcd-io/etcd#741 (etcd 0.4.1, Jepsen 2014), hashicorp/consul#54',
    foundBy: ['linearizability', 'raft-safety'],
    replaces: { readsAreConfirmed: false },
  },
  {
    name: 'ack-before-fsync',
    description: 'A node acknowledges entries at once and syncs them on a timer of one second.',
    source: 'Jepsen: NATS 2.12.1 (sync every two minutes); hashicorp/raft#507, lni/dragonboat#201',
    foundBy: ['linearizability', 'raft-safety'],
    replaces: { entriesDurableBeforeAck: false, entrySyncDelayMs: 1000 },
  },
  {
    name: 'vote-not-persisted',
    description: 'A node never writes its term and vote down, and votes again in the same term after a restart.',
    source: 'hashicorp/raft#661, apache/kafka#9348 (KAFKA-10527)',
    foundBy: ['raft-safety'],
    replaces: { recordsVotes: false },
  },
  {
    name: 'commit-previous-term',
    description: "A leader commits entries of earlier terms by counting who holds them: the paper's Figure 8.",
    source: 'logcabin/logcabin#44, goraft/raft#27, canonical/raft#220, nats-io/nats-server#7955',
    foundBy: ['raft-safety'],
    replaces: { mayCommit: ({ holders, voters }) => holders >= majorityOf(voters) },
  },
  {
    name: 'truncate-on-every-append',
    description: 'A follower cuts its log where the entries of an append begin, conflict or not: an old append deletes newer entries.',
    source: 'ktoso/akka-raft#66, willemt/raft#37, zhebrak/raftos#26',
    foundBy: ['raft-safety'],
    replaces: {
      firstToRemove: ({ previousIndex, terms, lastIndex }) =>
        terms.length > 0 && lastIndex > previousIndex ? previousIndex + 1 : undefined,
    },
  },
  {
    name: 'retry-applied-twice',
    description: 'A write that a client sends again after a time-out is applied again: the session table is not asked.',
    source: 'Jepsen: jetcd 0.8.2; rabbitmq/ra#145, tidwall/summitdb#5',
    foundBy: ['linearizability', 'raft-safety'],
    replaces: { isDuplicate: () => false },
  },
];

/** The rules of a node with this bug planted (the reference rules without one); undefined if there is no such bug. */
export function rulesOf(bug: string | undefined): Rules | undefined {
  if (bug === undefined) return correctRules;
  const planted = plantedBugs.find(({ name }) => name === bug);
  return planted === undefined ? undefined : { ...correctRules, ...planted.replaces };
}
