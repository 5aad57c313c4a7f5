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

/** What the colours of the time axis mean. */
export function Legend({ lag }: { readonly lag: boolean }): VNode {
  return (
    <ul class="legend" aria-label="Colours">
      {items.map(([name, words]) => (
        <li key={name}>
          <i class={`swatch ${name}`} />
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
