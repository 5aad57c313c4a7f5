/**
 * Delta debugging (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", 2002): takes ever smaller pieces away
 * for as long as the rest still fails. Of its two moves only "try the complement" is made: where a part alone fails, taking the other
 * parts away finds it too. Pieces are tried from the end, since what comes after a failure disturbs nothing before it.
 *
 * Answers what is left. If it was not stopped, no single item of that can be taken away (1-minimal), whatever `fails` is like: where
 * it is not monotone, a smaller set may still exist.
 */
export async function ddmin<T>(
  items: readonly T[],
  fails: (kept: readonly T[]) => Promise<boolean>,
  stopped: () => boolean = () => false,
): Promise<readonly T[]> {
  if (items.length === 0 || (await fails([]))) return [];
  let kept = items;
  let size = Math.ceil(kept.length / 2);
  while (!stopped()) {
    const left = await sweep(kept, size, fails, stopped);
    // A sweep of single items that took one away may have made another one needless that was tried before.
    if (size === 1 && left.length === kept.length) break;
    kept = left;
    size = Math.max(1, Math.floor(Math.min(size, kept.length) / 2));
    if (kept.length <= 1) break;
  }
  return kept;
}

/** Tries to take each piece of `size` items away, once, from the last to the first. */
async function sweep<T>(
  items: readonly T[],
  size: number,
  fails: (kept: readonly T[]) => Promise<boolean>,
  stopped: () => boolean,
): Promise<readonly T[]> {
  let kept = items;
  for (let end = items.length; end > 0 && !stopped(); end -= size) {
    const without = [...kept.slice(0, Math.max(0, end - size)), ...kept.slice(end)];
    // That nothing at all is needed was asked before.
    if (without.length > 0 && (await fails(without))) kept = without;
  }
  return kept;
}
