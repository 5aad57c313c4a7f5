import type { Json, TraceEvent } from '../../core/index.ts';
import { type Arrival, type SentMessage, SentMessages } from './sent-messages.ts';

/**
 * What Raft nodes must have received, told from what they do. On real processes nobody notes down when a message arrives, but much of what
 * a node does it can only do because of one: a reply names the request it answers (its round, the id of a read, the term of a vote), a
 * leader names those who voted for it and how far each follower has come, and a follower that appends or commits was told to by the leader
 * of the term. Only what is certain is said; where two nodes may have been the sender nothing is. What is told is the latest moment by
 * which a message had arrived, not the moment itself.
 */
export class RaftReceipts {
  readonly #sent = new SentMessages();

  get forgotten(): boolean {
    return this.#sent.forgotten;
  }

  sent(message: SentMessage, event: TraceEvent): void {
    for (const key of keysOf(message, event)) this.#sent.add(key, message);
  }

  /** What must have arrived for the node to do this. */
  provenBy(event: TraceEvent): Arrival[] {
    return proofsOf(event).flatMap((key) => this.#sent.find(key) ?? []);
  }
}

/** By what the message can be asked for later. */
function keysOf({ from, to, type }: SentMessage, event: TraceEvent): string[] {
  const { term, round, id, granted, success, matchIndex, previousIndex, count } = event;
  switch (type) {
    case 'pre-vote':
    case 'vote':
      return [key(from, to, type, term)];
    case 'vote-reply':
      return granted === true ? [key(from, to, type, term)] : [];
    case 'append': {
      const carries = typeof previousIndex === 'number' && typeof count === 'number' && count > 0;
      return [key(from, to, type, term, round), ...(carries ? [key('any', to, 'entries', term, previousIndex + count)] : [])];
    }
    case 'append-reply':
      return success === true ? [key(from, to, type, term, matchIndex)] : [];
    case 'read-index':
    case 'read-index-reply':
      return [key('any', to, type, id)];
    default:
      return [];
  }
}

function proofsOf(event: TraceEvent): string[] {
  const { node, term } = event;
  switch (event.event) {
    case 'send':
      return requestOf(event);
    case 'lead':
      return namesIn(event['votes'])
        .filter((voter) => voter !== node)
        .map((voter) => key(voter, node, 'vote-reply', term));
    case 'append': {
      const { role, firstIndex, terms } = event;
      if (role === 'leader' || typeof firstIndex !== 'number' || !Array.isArray(terms)) return [];
      return [key('any', node, 'entries', term, firstIndex + terms.length - 1)];
    }
    case 'commit': {
      const matches = event['matches'];
      if (typeof matches !== 'object' || matches === null || Array.isArray(matches)) return [];
      return Object.entries(matches).flatMap(([follower, index]) =>
        follower === node || index === 0 ? [] : [key(follower, node, 'append-reply', term, index)],
      );
    }
    case 'read':
      return event['id'] === null ? [] : [key('any', node, 'read-index-reply', event['id'])];
    default:
      return [];
  }
}

/** What a reply answers. One that carries a higher term than the request's answers one of an older term, and which cannot be told. */
function requestOf({ node, to, type, term, round, id, granted, success }: TraceEvent): string[] {
  if (typeof to !== 'string') return [];
  if (type === 'vote-reply' || type === 'pre-vote-reply')
    return granted === true ? [key(to, node, type.slice(0, -'-reply'.length), term)] : [];
  if (type === 'append-reply') return success === true ? [key(to, node, 'append', term, round)] : [];
  return type === 'read-index-reply' ? [key('any', node, 'read-index', id)] : [];
}

function key(from: string, to: string, what: string, ...which: readonly (Json | undefined)[]): string {
  return JSON.stringify([from, to, what, ...which]);
}

function namesIn(value: Json | undefined): string[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter((item) => typeof item === 'string') : [];
}
