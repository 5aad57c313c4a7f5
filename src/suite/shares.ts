export const shareWords = 'a share like 95% or 0.95, above 0 and at most 1';

export const sharePattern: RegExp = /^\d{1,3}(\.\d+)?\s*%$/;

/** `95%` or 0.95 as 0.95; or what is wrong. */
export function readShare(input: number | string): number | string {
  const share = typeof input === 'number' ? input : Number.parseFloat(input) / 100;
  return share > 0 && share <= 1 ? share : `expected ${shareWords}, got ${JSON.stringify(input)}`;
}
