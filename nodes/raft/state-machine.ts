import { type Json, type MemberHash, SetHash, sameJson } from '../runtime/index.ts';
import type { Command } from './command.ts';
import { MAX_SESSIONS } from './config.ts';
import type { Rules } from './rules.ts';

/** What a client is told of its write. */
export type WriteResult =
  | { readonly ok: true; readonly value: Json }
  | {
      readonly ok: false;
      readonly error: 'precondition-failed' | 'not-a-string' | 'stale-sequence' | 'too-many-sessions';
      readonly seen?: Json;
    };

interface Stored {
  readonly value: Json;
  readonly hash: MemberHash;
}

interface Session {
  readonly sequence: number;
  readonly result: WriteResult;
  readonly hash: MemberHash;
}

/**
 * Keys with JSON values (null where there is nothing), and for each session its last write and what was answered, so that a write
 * that comes again is answered and not done. A pure function of the applied log.
 */
export class StateMachine {
  readonly #rules: Rules;
  readonly #values = new Map<string, Stored>();
  readonly #sessions = new Map<string, Session>();
  /** Of all values and sessions: the same whatever order they came in. */
  readonly #hash = new SetHash();

  constructor(rules: Rules) {
    this.#rules = rules;
  }

  get keyCount(): number {
    return this.#values.size;
  }

  /** Equal states have equal hashes: 16 hex digits. */
  get hash(): string {
    return this.#hash.hex;
  }

  read(key: string): Json {
    return this.#values.get(key)?.value ?? null;
  }

  /** `effect` is false where the answer came from the session's cache, or the command does nothing. */
  apply(command: Command): { result: WriteResult; effect: boolean } {
    if (command.kind === 'noop') return { result: { ok: true, value: null }, effect: false };
    const { by } = command;
    if (by === null) return { result: this.#execute(command), effect: true };
    const session = this.#sessions.get(by.session);
    if (session !== undefined && this.#rules.isDuplicate(session.sequence, by.sequence)) {
      const result = by.sequence === session.sequence ? session.result : ({ ok: false, error: 'stale-sequence' } as const);
      return { result, effect: false };
    }
    if (session === undefined && this.#sessions.size >= MAX_SESSIONS)
      return { result: { ok: false, error: 'too-many-sessions' }, effect: false };
    const result = this.#execute(command);
    this.#remember(by.session, by.sequence, result);
    return { result, effect: true };
  }

  #execute(command: Exclude<Command, { kind: 'noop' }>): WriteResult {
    const current = this.read(command.key);
    switch (command.kind) {
      case 'put':
        return this.#store(command.key, command.value);
      case 'delete':
        return this.#store(command.key, null);
      case 'cas':
        if (!sameJson(current, command.expected)) return { ok: false, error: 'precondition-failed', seen: current };
        return this.#store(command.key, command.value);
      case 'append':
        if (current !== null && typeof current !== 'string') return { ok: false, error: 'not-a-string', seen: current };
        this.#store(command.key, (current ?? '') + command.value);
        return { ok: true, value: command.value };
    }
  }

  #store(key: string, value: Json): WriteResult {
    const old = this.#values.get(key);
    if (old !== undefined) this.#hash.remove(old.hash);
    if (value === null) this.#values.delete(key);
    else this.#values.set(key, { value, hash: this.#hashOf(key, value) });
    return { ok: true, value };
  }

  /** The hash tells texts from numbers itself, and needs no JSON for them. */
  #hashOf(key: string, value: Json): MemberHash {
    if (typeof value === 'string' || Number.isSafeInteger(value)) return this.#hash.add('value', key, value as string | number);
    return this.#hash.add('json', key, JSON.stringify(value));
  }

  #remember(name: string, sequence: number, result: WriteResult): void {
    const old = this.#sessions.get(name);
    if (old !== undefined) this.#hash.remove(old.hash);
    this.#sessions.set(name, { sequence, result, hash: this.#hash.add('session', name, sequence) });
  }
}
