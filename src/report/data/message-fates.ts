import type { TraceEvent } from '../../core/index.ts';
import { isSure, type Strikes } from './message-strikes.ts';
import type { JudgedFate, SentMessage } from './messages.ts';

const ANSWER_WITHIN_MS = 5000;
const PENDING_MAX = 64;
const REPLY = '-reply';

/**
 * Tells what became of messages where nobody noted what arrived, from what else is on record: faults on their links, nodes that were down,
 * answers. In the order of the messages, which is that of sending.
 */
export function inferFates(sent: readonly SentMessage[], strikes: Strikes): JudgedFate[] {
  const fates = sent.map((message): JudgedFate => struck(message, strikes) ?? { fate: 'sent' });
  const asked = new Map<string, number[]>();
  for (const [i, message] of sent.entries()) {
    const key = exchangeKey(message);
    if (message.type.endsWith(REPLY)) {
      const question = questionOf(message, asked.get(key) ?? [], sent);
      const before = question === undefined ? undefined : fates[question];
      if (question === undefined || before === undefined) continue;
      fates[question] =
        before.fate === 'sent' || before.fate === 'maybe'
          ? { fate: 'answered', untilMs: message.atMs }
          : { ...before, untilMs: before.untilMs ?? message.atMs };
    } else if (fates[i]?.fate !== 'lost') {
      const alike = asked.get(key) ?? [];
      alike.push(i);
      if (alike.length > PENDING_MAX) alike.shift();
      asked.set(key, alike);
    }
  }
  return fates;
}

function struck({ from, to, atMs, type }: SentMessage, strikes: Strikes): JudgedFate | undefined {
  let found: JudgedFate | undefined;
  for (const strike of strikes.of(from, to, type, atMs)) {
    const { effect, fault, toMs } = strike;
    const sure = isSure(strike, atMs);
    if (effect === 'cut' && sure) return { fate: 'lost', fault };
    if (effect === 'held' && sure) found = { fate: 'held', fault, untilMs: toMs };
    else found ??= { fate: sure && (effect === 'delayed' || effect === 'doubled') ? effect : 'maybe', fault };
  }
  const down = strikes.down(to, atMs);
  if (down === undefined) return found;
  // What is still on its way when the node is back arrives; so does what a fault keeps for longer.
  return found === undefined && atMs + strikes.transitMs < down.toMs ? { fate: 'lost' } : (found ?? { fate: 'maybe' });
}

/**
 * The one message that the answer proves to have arrived; undefined where it may be any of several, answered before or not: an answer may
 * come twice, and two questions of one term are alike. Answers that say up to where logs agree tell apart those of one round.
 */
function questionOf({ atMs, event }: SentMessage, alike: readonly number[], sent: readonly SentMessage[]): number | undefined {
  // A refusal carries the refuser's own term, which need not be the one that was asked for.
  if (event['granted'] === false) return undefined;
  const able = alike.filter((i) => atMs - (sent[i]?.atMs ?? 0) <= ANSWER_WITHIN_MS && goesWith(event, sent[i]?.event));
  return able.length === 1 ? able[0] : undefined;
}

function goesWith(answer: TraceEvent, question: TraceEvent | undefined): boolean {
  const { success, matchIndex, term } = answer;
  if (success === false) return true;
  if (term !== undefined && question?.['term'] !== undefined && term !== question['term']) return false;
  const previousIndex = question?.['previousIndex'];
  const count = question?.['count'];
  if (typeof matchIndex !== 'number' || typeof previousIndex !== 'number' || typeof count !== 'number') return true;
  return previousIndex + count === matchIndex;
}

/** The same for a message and for what answers it: `append` from a to b and `append-reply` from b to a, of the same round. */
function exchangeKey({ from, to, type, event }: SentMessage): string {
  const isReply = type.endsWith(REPLY);
  const ends = isReply ? `${to}>${from}` : `${from}>${to}`;
  return `${ends} ${isReply ? type.slice(0, -REPLY.length) : type} ${String(event['id'] ?? event['round'] ?? event['term'] ?? '')}`;
}
