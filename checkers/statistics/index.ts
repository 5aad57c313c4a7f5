import type { About, Checker } from '../../src/core/index.ts';
import { StatisticsSession } from './session.ts';

export type { Outcomes, StatisticsData } from './session.ts';

const about: About = {
  property: 'Something happened. Operations are counted by outcome, for each kind of operation, in all and in each phase of the run.',
  broken: 'A run in which not one operation succeeded: whatever else was found valid there was found valid of nothing.',
  cannotSee:
    'Whether an answer is right: an operation that answers `ok` with nonsense counts as `ok`. Whether enough succeeded while faults were in force is the question of `vacuity`.',
  from: "Jepsen's `checker/stats`, which also asks for one `ok` of every kind of operation; here that is left to the reader, because a delete that never ran in a short run is no news.",
};

export const statistics: Checker = {
  name: 'statistics',
  description: 'Operations happened: how many ended ok, fail and info, by kind and by phase.',
  about,
  open: () => new StatisticsSession(),
};
