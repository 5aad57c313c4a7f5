import { readable } from '../words/index.ts';

/** Text that means nothing to Markdown or HTML, on one line. */
export function escapeMarkdown(text: string): string {
  return readable(text, { lines: true })
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]#!|~$@]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/\n/g, '<br>');
}

/** A block that shows text as it is; its fence is longer than any in the text. */
export function codeBlock(text: string): string {
  const shown = readable(text, { lines: true });
  const longest = Math.max(2, ...(shown.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${shown}\n${fence}`;
}
