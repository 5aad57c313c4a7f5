/** In how many of many runs each rule of the nodes came up. It holds counts, never runs. */
export class RuleCounts {
  readonly #runs = new Map<string, number>();
  /** Runs that tell. */
  measuredRuns = 0;

  /** The rules of one run that came up; undefined where it does not tell. */
  add(rules: readonly string[] | undefined): void {
    if (rules === undefined) return;
    this.measuredRuns += 1;
    for (const rule of rules) this.#runs.set(rule, (this.#runs.get(rule) ?? 0) + 1);
  }

  /** The most frequent first. */
  list(): readonly { readonly name: string; readonly runs: number }[] {
    return [...this.#runs].map(([name, runs]) => ({ name, runs })).sort((a, b) => b.runs - a.runs || (a.name < b.name ? -1 : 1));
  }
}
