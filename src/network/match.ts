import { type Frame, type FrameMatch, sameJson } from '../core/index.ts';

/** Whether a rule or trigger means this message: its type is named (or none is), and each header field named is equal. */
export function matches(frame: Pick<Frame, 'type' | 'fields'>, match: FrameMatch | undefined): boolean {
  if (match === undefined) return true;
  return matchesType(frame.type, match.type) && matchesFields(frame.fields, match.fields);
}

/** Whether a match picks every message, so that the rule is one of the whole link. */
export function matchesAll(match: FrameMatch | undefined): boolean {
  return match === undefined || (match.type === undefined && Object.keys(match.fields ?? {}).length === 0);
}

function matchesType(type: string, wanted: FrameMatch['type']): boolean {
  if (wanted === undefined) return true;
  return typeof wanted === 'string' ? type === wanted : wanted.includes(type);
}

function matchesFields(fields: Frame['fields'], wanted: FrameMatch['fields']): boolean {
  if (wanted === undefined) return true;
  for (const [name, value] of Object.entries(wanted)) {
    const actual = fields[name];
    if (actual === undefined || !sameJson(actual, value)) return false;
  }
  return true;
}
