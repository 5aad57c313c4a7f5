import type { Outcome } from '../../core/index.ts';
import type { Colors } from './colors.ts';

/** The word that a verdict opens with. `word`: of several for one outcome, which. */
export function paintOutcome(outcome: Outcome, colors: Colors, word: string = outcome.toUpperCase()): string {
  switch (outcome) {
    case 'pass':
      return colors.green(colors.bold(word));
    case 'violation':
      return colors.red(colors.bold(word));
    case 'inconclusive':
      return colors.yellow(colors.bold(word));
    case 'broken':
      return colors.magenta(colors.bold(word));
    default:
      return outcome satisfies never;
  }
}
