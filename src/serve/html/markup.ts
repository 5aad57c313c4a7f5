import { readable } from '../../report/index.ts';

/** HTML that may be sent as it is: everything in it that came from a file or a client has been through `escapeText`. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template. Nothing is shown of `undefined` and `false`. */
export type Part = string | number | Markup | undefined | false | readonly Part[];

/**
 * The only way by which a page is put together: whatever is no Markup becomes text, in element content and in quoted attributes
 * alike. Plan names, keys and values come from files and clients, so there is no way around it.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.map((text, i) => text + render(parts[i])).join(''));
}

function render(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'number') return escapeText(String(part));
  if (typeof part === 'string') return escapeText(readable(part, { lines: true }));
  return part.map(render).join('');
}

function escapeText(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
