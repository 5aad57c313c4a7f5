import type { Json } from '../../../../core/index.ts';
import { brief, readable } from '../../../words/index.ts';
import type { Run } from '../run.ts';

/** Values and keys in a sentence. */
const VALUE_CHARS_MAX = 48;

/** `Client 3 read k2 at n1`, `Client 5 asked n4 to replace null by "c5.40" in k2`. */
export function did(run: Run, row: number): string {
  const { client, f, key, argument, node } = run.describe(row);
  const who = capital(client);
  const what = brief(argument ?? '', VALUE_CHARS_MAX);
  const where = key === undefined ? '' : ` ${brief(key, VALUE_CHARS_MAX)}`;
  const at = node === '' ? '' : ` at ${node}`;
  switch (f) {
    case 'get':
    case 'read':
      return `${who} read${where}${at}`;
    case 'put':
    case 'write':
      return `${who} wrote ${what} to${where}${at}`;
    case 'append':
      return `${who} appended ${what} to${where}${at}`;
    case 'delete':
      return `${who} deleted${where}${at}`;
    case 'cas': {
      const pair = pairOf(argument);
      return pair === undefined
        ? `${who} called cas${where} ${what}${at}`
        : `${who} asked to replace ${pair[0]} by ${pair[1]} in${where}${at}`;
    }
    default:
      return `${who} called ${f}${where}${what === '' ? '' : ` ${what}`}${at}`;
  }
}

/** How the call ended, as the end of a sentence. */
export function answered(run: Run, row: number): string {
  const { f, result, outcome } = run.describe(row);
  const shown = brief(result, VALUE_CHARS_MAX);
  if (outcome === 'ok')
    return f === 'get' || f === 'read' ? `saw ${shown}` : f === 'cas' ? 'was told that it succeeded' : `was answered ${shown}`;
  return outcome === 'fail' ? `was told no: ${shown.replace(/^failed: /, '')}` : `got no answer that tells (${shown})`;
}

function pairOf(argument: string | undefined): readonly [string, string] | undefined {
  try {
    const value = JSON.parse(argument ?? '') as Json;
    if (!Array.isArray(value) || value.length !== 2) return undefined;
    return [brief(readable(JSON.stringify(value[0])), VALUE_CHARS_MAX), brief(readable(JSON.stringify(value[1])), VALUE_CHARS_MAX)];
  } catch {
    return undefined;
  }
}

/** Within a sentence: `client 3 read ...`. */
export function lower(text: string): string {
  return text.replace(/^Client/, 'client');
}

/** Names with a digit keep their case: `n1 was paused`. */
export function capital(text: string): string {
  return /^[\p{L}_-]*\d/u.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}
