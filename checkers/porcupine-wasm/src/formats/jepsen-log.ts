import { Edn } from './edn.ts';
import type { ParsedEvent } from './index.ts';
import { ParseError } from './parse-error.ts';

const shape = /^([A-Z]+\s+\S+\s+-\s+)(\S+)(\s+):(invoke|ok|fail|info)(\s+):(\S+)(\s+)(.*)$/;

/** `INFO  jepsen.util - 3 :invoke :cas [1 4]`: process, type, operation, value. A keyword in place of a value says what went wrong. */
export function parseJepsenLine(text: string, line: number): ParsedEvent {
  const parts = shape.exec(text);
  if (parts === null) {
    const expected = 'expected `LEVEL logger - process :invoke|:ok|:fail|:info :operation value`';
    throw new ParseError('malformed-line', `${expected}, got ${JSON.stringify(text.slice(0, 80))}`, line, 1);
  }
  const [, , name = '', , type = '', , f = '', , valueText = ''] = parts;
  const process = /^\d+$/.test(name) ? Number(name) : name.replace(/^:/, '');
  const event = { process, type: type as ParsedEvent['type'], f };
  if (typeof process === 'string') return { ...event, value: valueText };
  const edn = new Edn(text, line, text.length - valueText.length);
  const value = edn.whole();
  if (valueText.startsWith(':')) return { ...event, value: null, error: String(value) };
  return { ...event, value };
}
