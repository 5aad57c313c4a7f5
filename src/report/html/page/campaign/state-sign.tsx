import type { VNode } from 'preact';
import type { RunState } from '../../../words/index.ts';

const signs: Readonly<Record<RunState, string>> = { pass: '✓', expected: '✓', violation: '✗', inconclusive: '?', broken: '!' };
const words: Readonly<Record<RunState, string>> = {
  pass: 'pass',
  expected: 'violation, expected',
  violation: 'violation',
  inconclusive: 'inconclusive',
  broken: 'broken',
};

export function signOf(state: RunState): string {
  return signs[state];
}

export function wordOf(state: RunState): string {
  return words[state];
}

/** What a run came to, by a sign, a colour and a word: none of them alone. */
export function State({ state }: { readonly state: RunState }): VNode {
  return (
    <span class={`standing ${state}`}>
      <span class="sign" aria-hidden="true">
        {signOf(state)}
      </span>
      {wordOf(state)}
    </span>
  );
}
