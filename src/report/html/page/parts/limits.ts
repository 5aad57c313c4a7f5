import { drawnFaultsMax } from '../../../../core/index.ts';
import { formatCount, formatSeconds, plural } from '../../../words/index.ts';
import type { Run } from '../run.ts';

/** What the page holds no more of, and what a schedule left out: names and sentences; none in most runs. */
export function limitsReached(run: Run): (readonly [string, string])[] {
  const { operations, messages, omitted, nodes, plan, faults } = run.data;
  const lastEndMs = Math.max(0, ...faults.map(({ span }) => span?.toMs ?? 0));
  const rows: (readonly [string, string, boolean])[] = [
    [
      'not drawn',
      `${plural(messages.omitted, 'message')} away from findings: the report holds ${formatCount(messages.count)}`,
      messages.omitted > 0,
    ],
    [
      'long texts',
      'cut where they are longer than 400 characters (keys: 160), with how long they were; the history has them whole',
      operations.values.some(isCut) || operations.keys.some(isCut),
    ],
    ['left out', plural(operations.omitted, 'operation'), operations.omitted > 0],
    [
      'texts',
      `${plural(operations.valuesOmitted, 'key or value', 'keys and values')} left out: the report holds no more`,
      operations.valuesOmitted > 0,
    ],
    [
      'trace',
      `${plural(omitted.traceEvents, 'event')} that findings name ${omitted.traceEvents === 1 ? 'is' : 'are'} not shown: the report holds ${formatCount(run.data.traceLines.length)} lines; the nodes' traces have them all`,
      omitted.traceEvents > 0,
    ],
    [
      'roles',
      `${plural(omitted.roleChanges, 'change')} of role or term left out: behind the first ${formatCount(longest(nodes))} of a node its last one seems to go on`,
      omitted.roleChanges > 0,
    ],
    ['restarts', `${plural(omitted.starts, 'start')} of nodes left out: how long a node was down is not known there`, omitted.starts > 0],
    ['nodes', `${plural(omitted.nodes, 'node')} left out: the report draws ${formatCount(nodes.length)}`, omitted.nodes > 0],
    [
      'fault events',
      `${plural(omitted.faultEvents, 'begin or end', 'begins and ends')} of faults, phases and lags left out: the report holds no more`,
      omitted.faultEvents > 0,
    ],
    [
      'schedule',
      `${plural(plan.faults.length, 'fault')}, as many as a schedule draws: behind the last one, at ${formatSeconds(lastEndMs)}, nothing was at work`,
      plan.faults.length >= drawnFaultsMax,
    ],
  ];
  return rows.flatMap(([name, text, isReached]) => (isReached ? [[name, text] as const] : []));
}

function longest(nodes: Run['data']['nodes']): number {
  return Math.max(0, ...nodes.map(({ roles }) => roles.length));
}

function isCut(text: string): boolean {
  return text.endsWith(' characters)');
}
