import { absent } from '../../../data/index.ts';
import { formatSeconds } from '../../../words/index.ts';
import type { Run } from '../run.ts';
import { fateOf } from './message-view.ts';

/** What is known of a message's fate, and what from. */
export function fateSentence(run: Run, message: number): string {
  const { untilUs, fault, exact } = run.data.messages;
  const until = formatSeconds((untilUs[message] ?? 0) / 1000, 3);
  const hasFault = (fault[message] ?? absent) !== absent;
  const fate = fateOf(run, message);
  switch (fate) {
    case 'arrived':
      return `Arrived at ${until}.`;
    case 'answered':
      return `Arrived: it was answered at ${until}.`;
    case 'sent':
      return exact
        ? 'Sent; the record ends, or has a hole, before it could tell whether it arrived.'
        : 'Sent; whether and when it arrived is not on record.';
    case 'delayed':
      return exact ? `Delayed by a fault: it arrived at ${until}.` : 'Delayed by a fault.';
    case 'held':
      return exact ? `Held back by a fault: it arrived at ${until}.` : `Held back by a fault until ${until}.`;
    case 'doubled':
      if (!exact) return 'Delivered twice by a fault.';
      return hasFault
        ? `Arrived more than once, first at ${until}: a fault doubles messages here.`
        : `Arrived more than once, first at ${until}.`;
    case 'maybe':
      return 'A fault was at work on this link and may have struck it.';
    case 'lost':
      if (exact) return hasFault ? 'Lost: it never arrived; a fault was at work on its link.' : 'Lost: it never arrived.';
      return hasFault ? 'Lost: a fault had cut the link.' : 'Lost: the receiver was down.';
    default:
      return fate satisfies never;
  }
}
