import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { filterHelp } from './filter.ts';
import { keyHelp } from './keys.ts';

/** What the page's keys do and what the filter understands. */
export function Help({ isOpen, close }: { readonly isOpen: boolean; readonly close: () => void }): VNode {
  const dialog = useRef<HTMLDialogElement | null>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element === null || element.open === isOpen) return;
    if (isOpen) element.showModal();
    else element.close();
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-labelledby="help-title"
      onClose={close}
      onClick={(event) => event.target === dialog.current && close()}
      onKeyDown={(event) => event.key === '?' && close()}
    >
      <div class="heading">
        <h2 id="help-title">Keys and filter</h2>
        <button type="button" class="close" onClick={close} aria-label="Close">
          ×
        </button>
      </div>
      <dl>
        {keyHelp.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <h4>The filter shows operations that suit; terms of one kind add up, those of different kinds narrow down</h4>
      <dl>
        {filterHelp.map(([term, what]) => (
          <div key={term}>
            <dt>
              <code>{term}</code>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
