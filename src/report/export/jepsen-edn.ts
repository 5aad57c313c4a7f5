import { badInput, type ClientEvent, type HistoryEvent, isClientEvent, isJsonObject, type Json } from '../../core/index.ts';
import type { ExportSource } from './export-source.ts';

/**
 * The history as Jepsen writes its `history.edn`: one map a line, `{:index 4, :time 81, :process 0, :type :invoke, :f :get, :value ["k1" nil]}`.
 * Jepsen has no keys; a test over many objects (`jepsen.independent`) writes `[key value]` for a value, and so does this. Strings stay
 * strings, maps have string keys, errors are keywords, the nemesis is `:nemesis` and all its events are `:info`; `:node` and `:seen` are
 * Faultline's own fields, which Jepsen carries along. Knossos takes it as it is with a model of the workload; for `jepsen.independent`
 * make tuples of the values first, as with any history read back: `(update op :value #(apply independent/tuple %))`. `faultline check
 * FILE.edn --model NAME` judges it as the run itself.
 *
 * It cannot carry what nodes say of themselves, attempts and late replies, nor the plan. Elle judges transactions (`:f :txn`), and
 * Faultline's workloads make none yet. Operations without a key are refused where their values would be taken for pairs of key and value.
 */
export function* writeJepsenEdn({ name, plan, history }: ExportSource): Generator<string> {
  yield `; ${plain(name)}: workload ${plain(plan.workload.name)}, seed ${plan.seed}\n`;
  let keyed: boolean | undefined;
  for (const event of history()) {
    if (isClientEvent(event)) {
      keyed ??= event.key !== undefined;
      requireTellable(event, keyed, name);
    }
    yield `${eventOf(event)}\n`;
  }
}

/** A reader finds out from the first value whether all of them are pairs of key and value: it must not be mistaken. */
function requireTellable({ index, key, value }: ClientEvent, keyed: boolean, name: string): void {
  if ((key !== undefined) !== keyed)
    throw badInput(
      'export-mixed-keys',
      `jepsen-edn: expected every operation of ${name} to have a key or none, got both (event ${index}).`,
    );
  if (!keyed && Array.isArray(value) && value.length === 2)
    throw badInput(
      'export-pairs',
      `jepsen-edn: the operations of ${name} have no key and values of two items (event ${index}), which Jepsen takes for a key and a value.`,
    );
}

function eventOf(event: HistoryEvent): string {
  const { index, time, process, type, f, value } = event;
  const fields = [
    `:index ${index}`,
    `:time ${time}`,
    `:process ${process === 'nemesis' ? ':nemesis' : process}`,
    `:type :${type}`,
    `:f ${keyword(f)}`,
    `:value ${isClientEvent(event) && event.key !== undefined ? `[${string(event.key)} ${edn(value)}]` : edn(value)}`,
  ];
  if (isClientEvent(event)) {
    if (event.node !== undefined) fields.push(`:node ${string(event.node)}`);
    if (event.error !== undefined) fields.push(`:error ${keyword(event.error)}`);
    if (event.seen !== undefined) fields.push(`:seen ${edn(event.seen)}`);
  }
  return `{${fields.join(', ')}}`;
}

function edn(value: Json): string {
  if (value === null) return 'nil';
  if (typeof value === 'string') return string(value);
  if (typeof value === 'number') return number(value);
  if (typeof value === 'boolean') return String(value);
  if (!isJsonObject(value)) return `[${(value as readonly Json[]).map(edn).join(' ')}]`;
  return `{${Object.entries(value)
    .map(([name, item]) => `${string(name)} ${edn(item)}`)
    .join(', ')}}`;
}

/** A whole number beyond what 64 bits hold would be refused by Clojure without its N. */
function number(value: number): string {
  const text = JSON.stringify(value);
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(value) ? `${text}N` : text;
}

/** The escapes that EDN has in common with JSON; controls, what ends lines for some readers, and halves of surrogate pairs by number. */
function string(text: string): string {
  return `"${text.replace(/["\\\p{Cc}\u2028\u2029\ufeff\p{Surrogate}]/gu, (character) => {
    const short = escapes[character];
    return short ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  })}"`;
}

const escapes: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Names of operations and errors are keywords; one that no keyword can be stays a string, which readers of ours take for the same. */
function keyword(name: string): string {
  return /^[A-Za-z*!_?$%&=<>][\w*!?$%&=<>.+-]*$/.test(name) ? `:${name}` : string(name);
}

/** On one line of a comment. */
function plain(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
