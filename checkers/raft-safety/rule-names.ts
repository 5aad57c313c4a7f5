const sentences = {
  'election-safety':
    'A term has at most one leader, elected by a majority whose votes were sent; no voter votes for two candidates in one term.',
  'leader-append-only': 'A leader neither overwrites nor deletes entries of its log.',
  'log-matching': 'Entries of the same index and term are the same entry, and all before them are the same.',
  'leader-completeness': 'What was committed in a term is in the log of every leader of a later term, from its first moment.',
  'state-machine-safety': 'No two nodes apply different entries at one index, and equal entries leave equal states.',
  'commit-legality':
    'A leader commits by counting only entries of its own term, once a majority holds them; a follower commits only what a leader has (Figure 8 of the paper).',
  'vote-durability': 'A vote is on disk before anybody hears of it.',
  'append-durability': 'Entries are on disk before they are acknowledged.',
  recovery: 'A restart finds what the node had on disk and what it had promised: term, vote, and every durable or acknowledged entry.',
  monotonic: 'Within one boot a term, a commit index and an applied index never go back.',
  truncation: "A follower removes only entries that conflict with its leader's log.",
  'apply-after-commit': 'Entries are applied in order, each once, and only when committed; a write is answered only when it was applied.',
  'exactly-once': "A client's write takes effect at one index only, however often it was sent.",
  'read-unconfirmed': 'A read is served only from a state that a leader has confirmed.',
};

export type RuleName = keyof typeof sentences;

/** What each rule holds the nodes to, in the order of the report. Why that may be asked stands in the rule's own file. */
export const ruleSentences: Readonly<Record<RuleName, string>> = sentences;

export const ruleNames: readonly RuleName[] = Object.keys(ruleSentences) as RuleName[];
