import { asJson, asText, Edn, Keyword } from './edn.ts';
import { asEvent, type ParsedEvent } from './event.ts';
import { errorAt, type Unit } from './unit.ts';

/** What stands before an operation: a level, perhaps a time and a thread, and the logger. */
const header = /^(?:.*\s)?jepsen\.[\w.$-]+(?::| -)\s/;
const shape = /^(.*?\s|)(jepsen\.[\w.$-]+(?::| -)\s+)(\S+)(\s+):(invoke|ok|fail|info)(\s+):(\S+)(?:(\s+)(.*))?$/;
const operation = /\s:(?:invoke|ok|fail|info)\s/;

/**
 * `INFO  jepsen.util - 3 :invoke :cas [1 4]`: process, type, operation, value, and what went wrong: a keyword in place of the value, or
 * behind it. Undefined for a line in which the log says something else.
 */
export function parseJepsenLine(unit: Unit): ParsedEvent | undefined {
  const parts = shape.exec(unit.text);
  if (parts === null) {
    if (header.test(unit.text) && !operation.test(unit.text)) return undefined;
    const expected = 'expected `LEVEL logger - process :invoke|:ok|:fail|:info :operation value`';
    throw errorAt(unit, 0, 'malformed-line', `${expected}, got ${JSON.stringify(unit.text.slice(0, 80))}`);
  }
  const [, , , name = '', , type = '', , f = '', , valueText = ''] = parts;
  const process = /^\d+$/.test(name) ? Number(name) : name.replace(/^:/, '');
  const event = { process, type: type as ParsedEvent['type'], f };
  if (typeof process === 'string') return { ...event, value: valueText };
  const start = unit.text.length - valueText.length;
  const [value = null, error, ...more] = new Edn(unit, start).all();
  if (more.length > 0) throw errorAt(unit, start, 'malformed-line', `expected a value and at most an error, got ${valueText.slice(0, 80)}`);
  if (value instanceof Keyword)
    return asEvent({ ...event, value: null, error: asText(error === undefined ? value : [value, error]) }, unit);
  return asEvent({ ...event, value: asJson(value), ...(error === undefined || error === null ? {} : { error: asText(error) }) }, unit);
}
