import { canonical } from '../canonical.ts';

/** Longer texts lose their middle: two that differ mostly do so at the end, and begin alike. */
const charactersLimit = 72;
const charactersOfStart = 24;

export function shortened(text: string): string {
  if (text.length <= charactersLimit) return text;
  const end = text.slice(text.length - (charactersLimit - charactersOfStart));
  return `${text.slice(0, charactersOfStart)} [...] ${end}`;
}

export function shortState(state: unknown): string {
  return shortened(canonical(state));
}
