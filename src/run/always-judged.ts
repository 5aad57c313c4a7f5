import type { About } from '../core/index.ts';

/** What every run is judged by beside its plan's checkers. They cannot be named in a plan, nor left out of a run. */
export interface AlwaysJudged {
  readonly name: string;
  readonly description: string;
  readonly about: About;
}

export const alwaysJudged: readonly AlwaysJudged[] = [
  {
    name: 'vacuity',
    description: 'Enough happened to prove something: every fault was in force, and operations succeeded meanwhile.',
    about: {
      property:
        'Every fault was in force, as its proof shows; at most half of them met no traffic; enough operations succeeded while faults were in force (`minOkDuringFaults`), and at least one in the safety phase.',
      broken: 'A run that proves nothing. It is never a pass: the verdict is `unknown`, with the reason, and the run is inconclusive.',
      cannotSee:
        'Whether the faults were the ones that matter. Where service was impossible by theory (too many disks lost for a majority) the operations that this took away are not asked for.',
      from: "Passes that were none: partitions that cut nothing (Maelstrom#44), valid results without one successful operation (openraft#1910), faults that were reported and never made (openraft#2014); etcd's robustness tests, which ask for a least rate of requests.",
    },
  },
  {
    name: 'liveness',
    description: 'Once healed, the nodes come to hold the same and answer; in the core phase a majority serves alone.',
    about: {
      property:
        'With every fault ended and every node started again, every node is ready again and all hold the same applied index and state within a bound, and each of them answers reads. In a core phase a majority that is left alone elects, commits and answers, twice.',
      broken:
        'A node that was killed and never becomes ready again, no leader, nodes that stay apart, a node that is up and answers nothing, a majority that does not serve.',
      cannotSee:
        'What would have come later: the bounds are finite. On real processes a miss is a violation only with the bounds tripled; met within those alone it passes, and the report says `slow`. A harness that was itself late makes a finding inconclusive.',
      from: "TigerBeetle's VOPR, which heals a core only and asks it to converge: a livelock under a lasting one-way partition does not show where every fault ends.",
    },
  },
  {
    name: 'crashes',
    description: 'No node ends by itself.',
    about: {
      property: 'No process of a node ends unless the harness ended it.',
      broken: 'A crash: the exit is told with what the node said last.',
      cannotSee:
        'A node that found its disk damaged and refused to go on is no crash: that is what it must do. A process that hangs is seen by `liveness` only.',
      from: "Jepsen's log-file-pattern checkers, which look for panics in the logs.",
    },
  },
];
