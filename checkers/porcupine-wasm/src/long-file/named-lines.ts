import { type ParsedEvent, ParseError } from '../formats/index.ts';
import { parseJsonLine } from '../formats/jsonl.ts';

const newline = 10;
const carriageReturn = 13;

/**
 * Reads a file of JSON lines a second time, for everything that columns did not keep of some of its events. `lines` rise, and each is the
 * line of an event, as `readLongFile` told it. Calls `each` with the place in `lines`, in order; answers false where the file is another
 * one by now.
 */
export function readNamedLines(
  chunks: Iterable<Uint8Array>,
  lines: ArrayLike<number>,
  each: (place: number, event: ParsedEvent) => void,
): boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let [place, line] = [0, 0];
  let pieces: Uint8Array[] = [];
  const take = (bytes: Uint8Array): boolean => {
    const whole = pieces.length === 0 ? bytes : joined([...pieces, bytes]);
    const end = whole.at(-1) === carriageReturn ? whole.length - 1 : whole.length;
    const event = eventIn(decoder, whole.subarray(0, end), line);
    if (event === undefined) return false;
    each(place, event);
    place += 1;
    return true;
  };
  for (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
      line += 1;
      if (line === lines[place] && !take(chunk.subarray(from, end))) return false;
      pieces = [];
      from = end + 1;
      if (place === lines.length) return true;
    }
    if (line + 1 === lines[place]) pieces.push(chunk.slice(from));
  }
  // The last line may be whole without a newline.
  line += 1;
  if (line === lines[place] && !take(new Uint8Array(0))) return false;
  return place === lines.length;
}

/** Undefined for a line that was an event once, and is none any more. */
function eventIn(decoder: TextDecoder, bytes: Uint8Array, line: number): ParsedEvent | undefined {
  try {
    const text = decoder.decode(bytes);
    return parseJsonLine({ text: line === 1 ? text.replace(/^\ufeff/, '') : text, line, column: 1 });
  } catch (error) {
    if (error instanceof ParseError || error instanceof TypeError) return undefined;
    throw error;
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
