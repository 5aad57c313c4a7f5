import type { VNode } from 'preact';

const items: readonly (readonly [string, string])[] = [
  ['ok', 'ok'],
  ['no', 'answered no'],
  ['fail', 'failed for certain'],
  ['info', 'unknown'],
  ['leader', 'leader'],
  ['candidate', 'candidate'],
  ['follower', 'follower'],
  ['down', 'down'],
  ['paused', 'paused'],
  ['band', 'fault in force'],
];

const messageItems: readonly (readonly [string, string])[] = [
  ['message', 'message'],
  ['answer', 'answer'],
  ['vote', 'vote'],
  ['lost', '✕ lost'],
  ['risk', 'may be lost'],
];

/** What the colours of the time axis mean. */
export function Legend({ lag, messages }: { readonly lag: boolean; readonly messages: boolean }): VNode {
  return (
    <ul class="legend" aria-label="Colours">
      {items.map(([name, words]) => (
        <li key={name}>
          <i class={`swatch ${name}`} />
          {words}
        </li>
      ))}
      {(messages ? messageItems : []).map(([name, words]) => (
        <li key={name}>
          <i class={`stroke ${name}`} />
          {words}
        </li>
      ))}
      {lag ? (
        <li>
          <i class="swatch lag" />
          the harness was late
        </li>
      ) : null}
    </ul>
  );
}
