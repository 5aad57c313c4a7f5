import { asJson, asText, Edn } from './edn.ts';
import { asEvent, type ParsedEvent } from './event.ts';
import { errorAt, type Unit } from './unit.ts';

/**
 * `{:type :invoke, :f :read, :value nil, :process 0, :time 123, :index 0}`, Jepsen's operations, and Porcupine's with a `:key`. What
 * else a map holds is kept as it is. An error is whatever was thrown: it becomes a text. Undefined for a comment.
 */
export function parseEdnEvent(unit: Unit): ParsedEvent | undefined {
  const [value, ...more] = new Edn(unit).all();
  // Commented out by `#_`.
  if (value === undefined) return undefined;
  if (more.length > 0) throw errorAt(unit, 0, 'malformed-edn', `expected one map, got ${unit.text.slice(0, 40)}`);
  if (!(value instanceof Map)) {
    const got = unit.text.slice(0, 40);
    throw errorAt(unit, 0, 'not-an-event', `expected a map with :process, :type and :f, got ${got}`);
  }
  // Without a prototype, so that a key called `__proto__` is a field like any other.
  const fields: Record<string, unknown> = Object.create(null);
  for (const [key, item] of value) {
    const name = asText(key);
    // Jepsen writes nil where there is nothing to say.
    if (item === null && name !== 'value' && name !== 'seen') continue;
    fields[name] = name === 'key' || name === 'error' || name === 'node' ? asText(item) : asJson(item);
  }
  return asEvent(fields, unit);
}
