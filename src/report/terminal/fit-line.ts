import { readable } from '../words/index.ts';

const WIDTH_DEFAULT = 120;

export interface LinePart {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/** Parts beside each other as far as the columns go. Cut by what is seen, then painted: colour codes take no columns. */
export function fitLine(parts: readonly LinePart[], width: number = WIDTH_DEFAULT): string {
  let left = width;
  const shown: string[] = [];
  for (const { text, paint = plain } of parts) {
    const clean = readable(text);
    if (clean.length > left) {
      if (left > 1) shown.push(paint(`${clean.slice(0, left - 1)}…`));
      break;
    }
    shown.push(paint(clean));
    left -= clean.length + 2;
  }
  return shown.join('  ');
}

function plain(text: string): string {
  return text;
}
