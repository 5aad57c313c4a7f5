import { ParseError } from './parse-error.ts';

export const formats = ['jsonl', 'jepsen-edn', 'jepsen-log', 'porcupine-kv'] as const;
export type FormatName = (typeof formats)[number];

/** So much of the text is looked at. */
export const detectCharacters = 4096;

export function detect(text: string): FormatName {
  const first = text.slice(0, detectCharacters).trimStart();
  if (first === '' || /^\{\s*(?:"|\}|$)/.test(first)) return 'jsonl';
  // Both are maps; Jepsen has no :key, and Porcupine has it in each line.
  if (/^\[\s*\{\s*"(?:[^"\\]|\\.)*"\s*:/.test(first)) {
    throw new ParseError('unknown-format', 'expected a JSON object a line, got an array of them: write each on a line of its own', 1, 1);
  }
  const ednMap = /^(?:[[(]\s*|#[^\s{#]*\s*|;[^\n]*\n\s*)*\{/;
  if (/^\{\s*:[^\n]*:key\s/.test(first)) return 'porcupine-kv';
  if (ednMap.test(first) || /^\[\s*\]?\s*$/.test(first)) return 'jepsen-edn';
  if (/^(?:[^\n]*\s)?jepsen\.[\w.$-]+(?::| -)\s/.test(first)) return 'jepsen-log';
  const expected = 'expected a JSON object a line, EDN maps or Jepsen log lines';
  const start = JSON.stringify(first.slice(0, 40));
  throw new ParseError('unknown-format', `${expected}, got ${start}; name the format if it is one of ${formats.join(', ')}`, 1, 1);
}
