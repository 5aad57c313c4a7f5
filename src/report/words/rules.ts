interface RuleWords {
  readonly title: string;
  /** What the rule is for, for someone who does not know it: what goes wrong where it is broken. */
  readonly why?: string;
}

/** Rules that are better told than spelled. Any other rule is shown by its own name. */
export const ruleWords: Readonly<Record<string, RuleWords>> = {
  'not-linearizable': {
    title: 'Not linearizable',
    why: 'Every operation must seem to take effect at one moment between its call and its answer, as if one client alone had done them all.',
  },
  'election-safety': {
    title: 'Two leaders in one term, or one that was not elected',
    why: 'A term has one leader at most, elected by a majority. Two leaders of one term both take writes, and neither knows of the other’s: what one has acknowledged the other overwrites.',
  },
  'leader-append-only': {
    title: 'A leader rewrote its own log',
    why: 'A leader only ever adds to its log. What it removes or replaces may have been acknowledged already.',
  },
  'log-matching': {
    title: 'Two logs differ where they must be the same',
    why: 'Two logs that hold the same entry somewhere must be the same before it. Where they are not, nodes come to hold different data.',
  },
  'leader-completeness': {
    title: 'A leader lacks an entry that was committed',
    why: 'What is committed has been acknowledged to a client, so every later leader must hold it. A leader without it makes the others forget it too.',
  },
  'state-machine-safety': {
    title: 'Two nodes applied different things',
    why: 'All nodes must apply the same entry at the same index. From here on clients read different data at different nodes.',
  },
  'commit-legality': {
    title: 'An entry was committed that must not be',
    why: 'An entry counts as committed only once a majority holds it safely. Committed too early it is answered to a client and can still be lost.',
  },
  'vote-durability': {
    title: 'A vote was given before it was on disk',
    why: 'A node that crashes and comes back must know whom it voted for. If it does not, it can vote twice in one term, and two leaders can win.',
  },
  'append-durability': {
    title: 'An entry was acknowledged before it was on disk',
    why: 'The leader counts an acknowledged entry as safe and tells the client so. If the node then loses power, the entry is gone and nobody knows.',
  },
  recovery: {
    title: 'A node forgot what it had promised',
    why: 'After a restart a node must still hold the terms, votes and entries that it has told others of: they rely on it. What it forgets can be decided a second time, differently.',
  },
  monotonic: {
    title: 'A term or commit index went back',
    why: 'Terms and commit indexes only grow. A node on which one went back has undone a decision that others rely on.',
  },
  truncation: {
    title: 'Entries were removed that must stay',
    why: 'A node may remove entries only where they conflict with the leader’s. Removing others throws away what it has acknowledged.',
  },
  'apply-after-commit': {
    title: 'An entry was applied before it was committed',
    why: 'An entry that is not committed can still vanish. Whoever has seen it applied has seen something that never happened.',
  },
  'exactly-once': {
    title: 'A request took effect twice',
    why: 'A client that gets no answer sends its request again. It must take effect once all the same.',
  },
  'read-unconfirmed': {
    title: 'A read was served without confirmation',
    why: 'A node that has not asked whether it is up to date may be cut off from newer writes, and its answer is then old.',
  },
  'node-died': { title: 'A node died by itself' },
  'no-convergence': {
    title: 'The nodes did not come to hold the same',
    why: 'With every fault ended and every node restarted they must come to hold the same data again within the time given.',
  },
  'did-not-come-back': {
    title: 'A node did not come back',
    why: 'A node that was killed or lost power must become ready again once it is started and nothing is broken any more.',
  },
  'core-stuck': {
    title: 'A majority that was well did not serve',
    why: 'A majority whose nodes run and reach each other must elect a leader and answer clients.',
  },
  'no-answer': { title: 'A node that was well answered no client' },
};
