import type { Court, Rule } from '../rule.ts';
import { appendDurability } from './append-durability.ts';
import { applyAfterCommit } from './apply-after-commit.ts';
import { commitLegality } from './commit-legality.ts';
import { electionSafety } from './election-safety.ts';
import { exactlyOnce } from './exactly-once.ts';
import { leaderAppendOnly } from './leader-append-only.ts';
import { leaderCompleteness } from './leader-completeness.ts';
import { logMatching } from './log-matching.ts';
import { monotonic } from './monotonic.ts';
import { readUnconfirmed } from './read-unconfirmed.ts';
import { recovery } from './recovery.ts';
import { stateMachineSafety } from './state-machine-safety.ts';
import { truncation } from './truncation.ts';
import { voteDurability } from './vote-durability.ts';

/** All rules, in the order in which they look at an event. */
export function openRules(court: Court): Rule[] {
  return [
    electionSafety(court),
    leaderAppendOnly(court),
    logMatching(court),
    leaderCompleteness(court),
    stateMachineSafety(court),
    commitLegality(court),
    voteDurability(court),
    appendDurability(court),
    recovery(court),
    monotonic(court),
    truncation(court),
    applyAfterCommit(court),
    exactlyOnce(court),
    readUnconfirmed(court),
  ];
}
