import { equal } from '../canonical.ts';
import { changed, type Forgetting, isBefore, type RecordedCall } from './forgetting.ts';

type Versioned = readonly [version: number | null, value: unknown];

/**
 * Forgets a write, or a cas that succeeded, of a register that counts its changes: later versions become one less.
 *
 * Let L explain the history; the write is in L, as its outcome is known. From it on versions are one less in L without it, and up to
 * the next change the value is the one of before. So whoever may have met its value there is dropped, other than a cas that succeeded on
 * it, without which the write is not forgotten. A version that was told is one less where its teller came after the write, or where both
 * versions are known and its own is the greater; where neither says, it is no longer told.
 */
export const versions: Forgetting = {
  subjects(calls) {
    return calls.filter(isChange).map(({ operation, from }) => ({ what: `${operation.f} of event ${from}`, id: from }));
  },
  forget(calls, id) {
    const write = calls.find((call) => call.from === id && isChange(call));
    if (write === undefined) return undefined;
    const own = versionTold(write);
    const value = written(write);
    const left: (RecordedCall | undefined)[] = [];
    for (const call of calls) {
      if (call === write || isBefore(call, write)) {
        left.push(call === write ? undefined : call);
        continue;
      }
      const without = callWithout(call, write, own, value);
      if (without === 'needed') return undefined;
      left.push(without);
    }
    return left;
  },
};

function callWithout(call: RecordedCall, write: RecordedCall, own: number | null, value: unknown): RecordedCall | undefined | 'needed' {
  const { operation } = call;
  const shifted = (version: number | null): number | null => {
    if (version === null) return null;
    if (isBefore(write, call)) return version - 1;
    if (own === null) return null;
    return version > own ? version - 1 : version < own ? version : null;
  };
  /** Whether a state of this version and value may be the one that the write left. */
  const mayBeIts = (version: number | null, seen: unknown): boolean =>
    equal(seen, value) && (version === null || own === null || version === own);
  if (operation.f === 'read' || operation.outcome === 'fail') {
    const shown = operation.f === 'read' ? (operation.value ?? [null, null]) : operation.seen;
    if (!isVersioned(shown) || mayBeIts(shown[0], shown[1])) return undefined;
    const now: Versioned = [shown[0] === own ? null : shifted(shown[0]), shown[1]];
    return changed(call, operation.f === 'read' ? { value: now } : { seen: now });
  }
  const told = versionTold(call);
  const isNext = told === null || own === null || told === own + 1;
  if (operation.f === 'cas' && isNext && equal((operation.input as readonly unknown[])[0], value)) return 'needed';
  return told === null ? call : changed(call, { value: toldAs(shifted(told), written(call)) });
}

function isChange({ operation: { f, outcome } }: RecordedCall): boolean {
  return f !== 'read' && outcome === 'ok';
}

function written({ operation: { f, input } }: RecordedCall): unknown {
  return f === 'cas' ? (input as readonly unknown[])[1] : input;
}

function versionTold({ operation: { f, input, value, outcome } }: RecordedCall): number | null {
  if (f === 'read' || outcome !== 'ok' || value === null || equal(value, input) || !isVersioned(value)) return null;
  return value[0];
}

function toldAs(version: number | null, value: unknown): Versioned | null {
  return version === null ? null : [version, value];
}

function isVersioned(value: unknown): value is Versioned {
  return Array.isArray(value) && value.length === 2 && (value[0] === null || typeof value[0] === 'number');
}
