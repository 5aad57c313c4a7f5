import type { CampaignOutcome } from '../../core/index.ts';
import type { Colors } from './colors.ts';

/** The word that a verdict opens with. */
export function paintOutcome(outcome: CampaignOutcome, colors: Colors): string {
  const word = outcome.toUpperCase().replace('-', ' ');
  switch (outcome) {
    case 'pass':
      return colors.green(colors.bold(word));
    case 'violation':
    case 'gate-failed':
      return colors.red(colors.bold(word));
    case 'inconclusive':
      return colors.yellow(colors.bold(word));
    case 'broken':
      return colors.magenta(colors.bold(word));
    default:
      return outcome satisfies never;
  }
}
