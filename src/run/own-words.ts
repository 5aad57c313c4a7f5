import { exitCodes, isJsonObject, type Json, operationErrors, type Plan } from '../core/index.ts';

/**
 * Words that what we store is made of: names of fields, and what is said with one word of a few. A variable that happens to have such a value
 * (`LOG_LEVEL=info`) must not take them away: a history without them cannot be read, and a verdict without its outcome is none.
 */
const storedWords: readonly string[] = [
  'index time process type value name monotonicMs key node error seen fromMs toMs',
  'invoke ok fail info nemesis phase fault-begin fault-end lag node-died set-up safety core heal convergence final-reads stop',
  'get put append cas delete read write',
  'id kind target state effect exited wiped boots damaged refused offset termBefore termAfter affected connectionsRefused connectionsReset loss',
  'lostBytes torn in-force idle merged missing beganAtMs endedAtMs up down paused lost',
  'invocation attempt hint atMs',
  'boot seq at event send persist role vote commit apply term votedFor lastIndex lastHash terms hashes voters file length records granted from to why',
  'firstIndex success matchIndex round entryTerm hash matches leader session sequence stateHash readIndex appliedIndex lastTerm votes',
  'previousIndex previousTerm count commitIndex follower candidate pre-candidate',
  'pre-vote pre-vote-reply vote-reply append-reply read-index read-index-reply',
  'truncate reply lead synced snapshot entries other history fault names',
  'format plan build startedAt durationMs wallMs dir seed outcome digest checkers ops faults reproduce results reason code note figures expected',
  'plan headline explanation vacuous verdict valid invalid unknown findings counts data',
  'linearizability raft-safety statistics performance liveness crashes vacuity',
  'okCount duringFaults answered asked p99Ms recovery longestMs cutShort rules operations',
  'rule message events trace evidence operation complete input output fromNs toNs order orderOmitted states statesOmitted statesComplete open',
  'openOmitted lastChange anomaly missed wrote witness smallest whyNot next stuck concurrent keys keysOmitted afterMs',
  'invalidKeys unknownKeys configurations okDuringFaults converged',
  'disk-loss kill violation partition fromIndex ordered missed-write weakened originalOperations forgotten unexplained stale-read',
  'total phases errors precondition-failed okInAll latency p50Ms p95Ms maxMs okPerSecond availability longestGap lengthMs lagMs',
  'recoveryMs isTruncated election-safety leader-append-only log-matching leader-completeness state-machine-safety commit-legality',
  'vote-durability append-durability monotonic truncation apply-after-commit exactly-once read-unconfirmed evaluated blindSpots',
  'blindSpotCount duplicate clock skewed offsetMs driftPpm reset timeout logs violations coreAfterMs coreAgainMs drop no-leader',
  'not-leader bit-rot power-cut lost-write recovered delay misdirected-write slow-disk delayed hold pause stopped reorder',
  'applied-twice corrupt durableTerm durableVotes',
].flatMap((line) => line.split(' '));

/** These, and every word of the plan: it is stored as it is, so nothing in it is a secret. */
export function ownWords(plan: Plan): ReadonlySet<string> {
  const words = new Set([...storedWords, ...Object.keys(exitCodes), ...Object.keys(operationErrors)]);
  gather(plan as unknown as Json, words);
  return words;
}

function gather(value: Json, words: Set<string>): void {
  if (typeof value === 'string') words.add(value);
  else if (Array.isArray(value)) for (const item of value) gather(item as Json, words);
  else if (isJsonObject(value))
    for (const [name, item] of Object.entries(value)) {
      words.add(name);
      gather(item, words);
    }
}
