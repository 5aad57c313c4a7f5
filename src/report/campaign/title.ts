import { brief } from '../words/index.ts';

const TITLE_CHARS_MAX = 120;
/** A clause that ends before it tells too little to be a title. */
const CLAUSE_CHARS_MIN = 20;

/** One short sentence. What is too long ends where a clause does, and the text behind goes on from there. */
export function titleOf(line: string): string {
  if (line.length <= TITLE_CHARS_MAX) return line;
  const [clauses = ''] = /^.*(?=[:;,.] )/su.exec(line.slice(0, TITLE_CHARS_MAX)) ?? [];
  return clauses.length < CLAUSE_CHARS_MIN ? brief(line, TITLE_CHARS_MAX) : `${clauses}…`;
}

/** What a text says beyond the title that it begins with; of a title about something else, all of it. */
export function behindTitle(title: string, text: string): string {
  const said = title.endsWith('…') ? title.slice(0, -1) : title;
  if (!text.startsWith(said)) return text;
  const rest = text.slice(said.length);
  if (/^\s*(?:[\r\n]|$)/.test(rest)) return rest.trim();
  return said !== title && /^[:;,.] /.test(rest) ? `… ${rest.slice(1).trim()}` : text;
}
