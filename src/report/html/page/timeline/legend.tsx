import type { VNode } from 'preact';

const items: readonly (readonly [string, string])[] = [
  ['ok', 'ok'],
  ['no', 'answered no'],
  ['fail', 'failed for certain'],
  ['info', 'unknown'],
  ['leader', 'leader'],
  ['candidate', 'candidate'],
  ['follower', 'follower'],
  ['up', 'up'],
  ['down', 'down'],
  ['paused', 'paused'],
  ['band', 'fault in force'],
];

/** Only a trace tells them. */
const roles: readonly string[] = ['leader', 'candidate', 'follower'];

const messageItems: readonly (readonly [string, string])[] = [
  ['message', 'message'],
  ['answer', 'answer'],
  ['vote', 'vote'],
  ['lost', '✕ lost'],
  ['risk', 'may be lost'],
];

/** What the colours of the time axis mean. */
export function Legend({ lag, messages, traced }: { readonly lag: boolean; readonly messages: boolean; readonly traced: boolean }): VNode {
  const shown = items.filter(([name]) => (traced ? name !== 'up' : !roles.includes(name)));
  return (
    <ul class="legend" aria-label="Colours">
      {shown.map(([name, words]) => (
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
