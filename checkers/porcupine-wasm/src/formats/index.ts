/**
 * Histories as text. `jsonl`: one event a line as a JSON object. `jepsen-edn`: Jepsen's operations, a map a line or all in a vector.
 * `jepsen-log`: the lines that Jepsen logs for operations. `porcupine-kv`: the EDN maps of Porcupine's key-value test data, whose
 * values begin as "". Nothing is passed over in silence: a malformed line, a completion without an invoke, a process with two open
 * operations, an index or a time that goes back throw ParseError; a last line that has no newline and is no whole map
 * is what a killed writer leaves, and is dropped with a warning. What is open at the end is of unknown outcome.
 */
export type { ParsedEvent } from './event.ts';
export { detect, detectCharacters, type FormatName, formats } from './format.ts';
export { ParseError } from './parse-error.ts';
export { HistoryReader, type ParsedHistory, type ParseOptions, parseHistory } from './reader.ts';
