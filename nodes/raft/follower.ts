import type { NodeId } from '../runtime/index.ts';
import type { AppendMessage } from './messages.ts';
import type { RaftState } from './state.ts';

const noTerms: readonly never[] = [];

/** A follower's side of replication: takes a leader's entries, makes them durable, acknowledges them. */
export class Follower {
  readonly #state: RaftState;
  readonly #commitTo: (index: number, leader: NodeId) => void;
  readonly #termAt = (index: number): number => this.#state.log.termAt(index);

  constructor(state: RaftState, commitTo: (index: number, leader: NodeId) => void) {
    this.#state = state;
    this.#commitTo = commitTo;
  }

  /** An append of the current term, from its leader. */
  onAppend(leader: NodeId, message: AppendMessage): void {
    const { log } = this.#state;
    const { previousIndex, previousTerm } = message;
    if (!log.has(previousIndex) || log.termAt(previousIndex) !== previousTerm) return this.#refuse(leader, message);
    this.#removeConflicts(message);
    this.#appendMissing(message);
    const lastNew = previousIndex + message.entries.length;
    this.#acknowledge(leader, message, lastNew);
    this.#commitTo(Math.min(message.commitIndex, lastNew), leader);
  }

  /** Says where the logs may still agree, so that the leader backs up by whole terms. */
  #refuse(leader: NodeId, message: AppendMessage): void {
    const { log, term } = this.#state;
    const { previousIndex, round } = message;
    const isShorter = !log.has(previousIndex);
    const conflictTerm = isShorter ? null : log.termAt(previousIndex);
    const conflictIndex = isShorter ? log.lastIndex + 1 : log.firstIndexOfTermAt(previousIndex);
    const reply = { type: 'append-reply', term, success: false, matchIndex: 0, previousIndex, conflictTerm, conflictIndex, round } as const;
    this.#state.whenAllDurable(() => this.#state.send(leader, reply));
  }

  #removeConflicts(message: AppendMessage): void {
    const { log, rules, env, storage, term } = this.#state;
    const first = rules.firstToRemove({
      previousIndex: message.previousIndex,
      terms: message.entries.length === 0 ? noTerms : message.entries.map((entry) => entry.term),
      lastIndex: log.lastIndex,
      termAt: this.#termAt,
    });
    if (first === undefined) return;
    env.trace('truncate', { term, fromIndex: first, lastIndex: log.lastIndex });
    log.removeFrom(first);
    storage.write({ kind: 'truncate', fromIndex: first });
  }

  #appendMissing(message: AppendMessage): void {
    const { log, env, storage, term, role } = this.#state;
    const firstIndex = log.lastIndex + 1;
    const known = Math.max(0, firstIndex - message.previousIndex - 1);
    if (known >= message.entries.length) return;
    const missing = known === 0 ? message.entries : message.entries.slice(known);
    const writeNumber = storage.lastWrite + 1;
    const added = missing.map((entry) => log.push(entry.term, entry.command, writeNumber));
    const terms = added.map((entry) => entry.term);
    const hashes = added.map((entry) => entry.hash);
    env.trace('append', { term, role, firstIndex, terms, hashes });
    storage.write({ kind: 'entries', firstIndex, entries: missing }, hashes);
  }

  /** Success means: these entries, and the term it is said in, will survive a crash. Later ones under way to the disk are not waited for. */
  #acknowledge(leader: NodeId, message: AppendMessage, matchIndex: number): void {
    const { storage, rules, term, termWrite, log } = this.#state;
    const reply = {
      type: 'append-reply',
      term,
      success: true,
      matchIndex,
      previousIndex: message.previousIndex,
      conflictTerm: null,
      conflictIndex: 0,
      round: message.round,
    } as const;
    const send = () => {
      if (this.#state.term === term) this.#state.send(leader, reply);
    };
    if (rules.entriesDurableBeforeAck) storage.whenDurable(Math.max(termWrite, log.writeOf(matchIndex)), send);
    else send();
  }
}
