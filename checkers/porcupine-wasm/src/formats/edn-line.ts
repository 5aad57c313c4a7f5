import { Edn } from './edn.ts';
import type { ParsedEvent } from './index.ts';
import { parseJsonLine } from './jsonl.ts';

/** `{:process 9, :type :invoke, :f :append, :key "0", :value "x"}`: read as EDN, then held to the same rules as a JSON line. */
export function parseEdnLine(text: string, line: number): ParsedEvent {
  const value = new Edn(text, line, 0).whole();
  return parseJsonLine(JSON.stringify(value), line);
}
