import type { Json } from '../../core/index.ts';

/**
 * Text as it may be shown to people. What a client wrote can hold control characters that steer a terminal, marks that turn the
 * direction of the line around, and halves of surrogate pairs: each is written out as `\u001b`. Line ends are kept where asked for.
 */
export function readable(text: string, options: { readonly lines?: boolean } = {}): string {
  return text.replace(unreadable, (character) => {
    if (options.lines === true && character === '\n') return character;
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** A value as JSON text: strings in quotes, so that "1" and 1 differ. */
export function readableJson(value: Json): string {
  return readable(JSON.stringify(value) ?? 'null');
}

/** As much of a text as there is room for. */
export function brief(text: string, chars: number): string {
  return text.length <= chars ? text : `${text.slice(0, chars - 1)}…`;
}

/** A text of several lines as one, for where there is room for no more. */
export function oneLine(text: string): string {
  return text.replace(lineEnds, ' ').trim();
}

/** The first line that says anything: of an error the sentence, without the tails of logs that follow. */
export function firstLine(text: string): string {
  return text.trimStart().split(lineEnds, 1)[0] ?? '';
}

const lineEnds = /\s*[\r\n\u2028\u2029]\s*/g;

/** C0 and C1 controls, zero-width and bidirectional marks, line separators, byte order marks, and lone surrogates. */
const unreadable: RegExp = new RegExp(
  '[\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff]' +
    '|[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]',
  'g',
);
