/** `98.72 %`: rounded down, so that less than a limit never reads like it. */
export function formatShare(share: number): string {
  return `${Math.floor(share * 10_000 + 1e-9) / 100} %`;
}
