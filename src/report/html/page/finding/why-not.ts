import { brief, plural } from '../../../words/index.ts';
import type { Run } from '../run.ts';
import { did } from './deeds.ts';
import type { Explanation } from './evidence.ts';

const TEXT_CHARS_MAX = 60;
const TOLD_MAX = 6;
const STATES_SHOWN_MAX = 4;

/** Why the operation cannot be placed, and why each that was open beside it does not help, in sentences. */
export function whyNotSentences(run: Run, { stuck, states, whyNot, order, omitted, concurrent }: Explanation): string[] {
  if (stuck === undefined) return [];
  const { call, result } = run.describe(stuck);
  const sentences: string[] = [];
  const placed = order.length + omitted;
  const last = order.at(-1);
  if (last !== undefined)
    sentences.push(
      `${plural(placed, 'operation')} of the key ${placed === 1 ? 'has' : 'have'} a place in one order that explains them all; it leaves ${short(last.state)}.`,
    );
  if (states.length > 0) {
    const shown = states.slice(0, STATES_SHOWN_MAX).map(short);
    const more = states.length > shown.length ? ' or some other value' : '';
    sentences.push(
      `“${short(call)}” with the answer ${short(result)} fits nowhere behind them: ${states.length === 1 ? 'in every order' : 'over all orders'} the value is then ${shown.join(' or ')}${more}.`,
    );
  }
  // A read leaves everything as it is, so it cannot be what comes in between.
  const isRead = ({ row }: { readonly row: number }) => ['get', 'read'].includes(run.describe(row).f);
  const reads = whyNot.filter(isRead).length;
  const others = whyNot.filter((each) => !isRead(each));
  for (const { row, next, state } of others.slice(0, TOLD_MAX))
    sentences.push(
      next === 'impossible'
        ? `“${short(run.describe(row).call)}” of ${run.describe(row).client} was under way or of unknown outcome, and cannot come in between either: it does not go with ${short(state)}.`
        : `${did(run, row)}: this was under way or of unknown outcome. It may come in between and leave ${short(state)}; the answer is as impossible there.`,
    );
  if (others.length > TOLD_MAX)
    sentences.push(
      `${plural(others.length - TOLD_MAX, 'more operation was', 'more operations were')} open at that moment; none of them helps.`,
    );
  if (reads > 0) sentences.push(`${plural(reads, 'read was', 'reads were')} under way too; a read changes nothing.`);
  if (whyNot.length === 0 && concurrent.length === 0)
    sentences.push('No other operation of the key was under way or of unknown outcome then, so nothing can come in between.');
  return sentences;
}

function short(text: string): string {
  return brief(text, TEXT_CHARS_MAX);
}
