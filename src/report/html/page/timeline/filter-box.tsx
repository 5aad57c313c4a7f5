import type { RefObject, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { formatCount } from '../../../words/index.ts';
import type { Filter } from '../filter.ts';

/** A million operations are not looked through at every letter. */
const APPLY_AFTER_MS = 150;

interface FilterBoxProps {
  readonly filter: Filter | undefined;
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly total: number;
  readonly input: RefObject<HTMLInputElement | null>;
}

export function FilterBox({ filter, text, setText, total, input }: FilterBoxProps): VNode {
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  useEffect(() => {
    if (typed === text) return;
    const timer = setTimeout(() => setText(typed), APPLY_AFTER_MS);
    return () => clearTimeout(timer);
  }, [typed, text, setText]);
  return (
    <span class="filter">
      <input
        ref={input}
        type="search"
        value={typed}
        placeholder="filter: s:fail f:read n:n3 k:7"
        aria-label="Filter the operations"
        aria-describedby="filter-found"
        spellcheck={false}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      />
      <span id="filter-found" class="dim" aria-live="polite">
        {filter === undefined ? '' : `${formatCount(filter.count)} of ${formatCount(total)}`}
        {filter === undefined || filter.unknown.length === 0 ? '' : `, not understood: ${filter.unknown.join(' ')}`}
      </span>
    </span>
  );
}
