import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Place } from '../core/index.ts';
import type { Path, PlacedProblem } from './problems.ts';

/** A YAML (or JSON) file as plain data, of which every part knows where it stands. */
export interface SourceDocument {
  readonly value: unknown;
  /** What is not YAML. The value is only good when there is none. */
  readonly problems: readonly PlacedProblem[];
  /** Of the value at this path, of its key, or of the nearest thing around it that is there. */
  placeOf(path: Path, at?: 'key'): Place;
}

export function readDocument(text: string, file: string): SourceDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const problems = [...document.errors, ...document.warnings].map(({ message, pos }) => ({
    code: 'suite-syntax',
    message: `expected YAML, got: ${message}`,
    place: place(pos[0]),
  }));
  const plain = problems.length > 0 ? { value: undefined } : toPlain(document);
  if ('error' in plain) problems.push({ code: 'suite-syntax', message: `expected YAML, got: ${plain.error}`, place: place(0) });
  return {
    value: 'value' in plain ? plain.value : undefined,
    problems,
    placeOf: (path, at) => place(offsetOf(document, path, at)),
  };
}

/** An alias to nothing, or aliases that would grow without bound, are only found here. */
function toPlain(document: Document): { value: unknown } | { error: string } {
  try {
    return { value: document.toJS() };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function offsetOf(document: Document, path: Path, at: 'key' | undefined): number {
  let node = document.contents as Node | null;
  let offset = node?.range?.[0] ?? 0;
  for (const [i, step] of path.entries()) {
    if (node !== null && isAlias(node)) node = node.resolve(document) ?? null;
    const found = isMap(node) ? pairOf(node.items, step) : isSeq(node) ? { key: undefined, value: node.items[Number(step)] } : undefined;
    if (found === undefined) return offset;
    const keyOffset = isNode(found.key) ? found.key.range?.[0] : undefined;
    node = isNode(found.value) ? found.value : null;
    const wantsKey = node === null || (at === 'key' && i === path.length - 1);
    offset = (wantsKey ? keyOffset : undefined) ?? node?.range?.[0] ?? offset;
  }
  return offset;
}

function pairOf(pairs: readonly { key: unknown; value: unknown }[], name: string | number): { key: unknown; value: unknown } | undefined {
  return pairs.find(({ key }) => isScalar(key) && String(key.value) === String(name));
}
