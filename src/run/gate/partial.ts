import type { GatedEntry } from '../../core/index.ts';

/** Whether other shards hold runs of the entry. */
export function isPartOf({ planned }: GatedEntry): boolean {
  return planned.here < planned.all;
}

export function whyPartial({ planned }: GatedEntry): string {
  return `this shard has ${planned.here} of its ${planned.all} runs: \`faultline merge\` judges it`;
}
