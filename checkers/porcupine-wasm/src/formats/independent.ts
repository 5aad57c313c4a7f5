import type { ParsedEvent } from './event.ts';
import { errorAtField, type Unit } from './unit.ts';

/**
 * Jepsen's `independent` tests have one object for each key and write `[key value]` for a value. The first call of a client tells
 * whether a history is one of these: its value is a pair that begins with a key (and that of a cas `[key [old new]]`). From then on
 * every value of a client has to be such a pair.
 */
export class IndependentKeys {
  private tuples: boolean | undefined;
  private decidedAt = 0;

  constructor(tuples: boolean | undefined) {
    this.tuples = tuples;
  }

  get found(): boolean {
    return this.tuples === true;
  }

  split(event: ParsedEvent, unit: Unit): ParsedEvent {
    if (typeof event.process !== 'number') return event;
    if (this.tuples === undefined) {
      this.tuples = event.key === undefined && isKeyed(event);
      this.decidedAt = unit.line;
    }
    if (!this.tuples) return event;
    if (!isTuple(event.value)) {
      const why = this.decidedAt === 0 ? '' : `, as the first one of line ${this.decidedAt}`;
      const message = `expected the value to be a pair [key value]${why}, got ${JSON.stringify(event.value)}`;
      throw errorAtField(unit, 'value', 'not-a-tuple', message);
    }
    const [key, value] = event.value;
    return { ...event, key: typeof key === 'string' ? key : JSON.stringify(key), value: value ?? null };
  }
}

function isTuple(value: unknown): value is readonly [unknown, unknown] {
  return Array.isArray(value) && value.length === 2 && (typeof value[0] !== 'object' || value[0] === null);
}

function isKeyed({ f, value }: ParsedEvent): boolean {
  if (!isTuple(value) || value[0] === null || f === 'txn') return false;
  return f !== 'cas' || isPair(value[1]);
}

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2;
}
