import type { LinkRule } from '../core/index.ts';
import { type Framing, UNDESCRIBED } from './framings/index.ts';
import { matchesAll } from './match.ts';

/**
 * Whether a rule applies to a message of this framing. What the system does not know as a message of its own belongs to the
 * connection: only a rule of the whole link (all is lost, late, or held) touches it.
 */
export function obeys(framing: Framing, rule: LinkRule, type: string): boolean {
  if (framing.refusals[rule.kind] !== undefined) return false;
  if (type === UNDESCRIBED) return isOfWholeLink(rule);
  // Only a request can be sent once more; a second response would answer the next request.
  return !(framing.positional && rule.kind === 'duplicate' && type !== 'request');
}

function isOfWholeLink(rule: LinkRule): boolean {
  switch (rule.kind) {
    case 'drop':
      return (rule.probability ?? 1) >= 1 && matchesAll(rule.match);
    case 'delay':
      return matchesAll(rule.match);
    case 'hold':
      return rule.count === undefined && matchesAll(rule.match);
    default:
      return false;
  }
}
