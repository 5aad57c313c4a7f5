import type { FaultInterval } from '../../../data/index.ts';
import type { Run } from '../run.ts';

export const GUTTER = 92;
export const RIGHT_PAD = 14;
const AXIS_HEIGHT = 26;
/** Above the times, where there are findings: their flags. */
const FLAGS_HEIGHT = 14;
const PHASE_HEIGHT = 16;
const FAULT_LANE_HEIGHT = 18;
const FAULT_LANES_MAX = 8;
const NODE_HEIGHT = 19;
const CLIENTS_HEIGHT = 168;
const CLIENT_HEIGHT_MIN = 2;
const CLIENT_HEIGHT_MAX = 15;
const LATENCY_HEIGHT = 92;
const RATE_HEIGHT = 54;
const APPLIED_HEIGHT = 48;
const SERVICE_HEIGHT = 14;
const CLOCKS_HEIGHT = 44;
const MESSAGES_HEIGHT_MAX = 150;
const MESSAGE_LANE_HEIGHT = 26;
const GAP = 12;

/** Where each panel stands, from the top, in CSS pixels. Every panel shares the one time axis. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly plotLeft: number;
  readonly plotWidth: number;
  readonly panels: Readonly<Record<PanelName, Panel>>;
  /** The lane of each fault of the run, in the order of its faults; undefined for one that never began. */
  readonly faultLanes: readonly (number | undefined)[];
}

export type PanelName =
  | 'axis'
  | 'phases'
  | 'faults'
  | 'nodes'
  | 'messages'
  | 'clients'
  | 'latency'
  | 'service'
  | 'rate'
  | 'applied'
  | 'clocks';

export interface Panel {
  readonly top: number;
  readonly height: number;
  /** Height of one of its lanes. */
  readonly lane: number;
}

export function layoutFor(run: Run, width: number): Layout {
  const { data, laneCount } = run;
  const { lanes: faultLanes, count: faultLaneCount } = packFaults(data.faults);
  const clientLane = Math.min(Math.max(CLIENTS_HEIGHT / Math.max(1, laneCount), CLIENT_HEIGHT_MIN), CLIENT_HEIGHT_MAX);
  const client = clientLane > 4 ? Math.floor(clientLane) : clientLane;
  const axis = AXIS_HEIGHT + (run.findings.length > 0 ? FLAGS_HEIGHT : 0);
  const applied = data.nodes.some(({ applied: { value } }) => value.length > 0) ? APPLIED_HEIGHT : 0;
  const clocks = data.nodes.some(({ clock: { value } }) => value.length > 0) ? CLOCKS_HEIGHT : 0;
  const messageLane =
    data.messages.count + data.messages.omitted === 0
      ? 0
      : Math.min(MESSAGE_LANE_HEIGHT, Math.floor(MESSAGES_HEIGHT_MAX / Math.max(1, data.nodes.length)) || 1);
  const heights: readonly (readonly [PanelName, number, number])[] = [
    ['axis', axis, axis],
    ['phases', data.phases.length > 0 ? PHASE_HEIGHT : 0, PHASE_HEIGHT],
    ['faults', faultLaneCount * FAULT_LANE_HEIGHT, FAULT_LANE_HEIGHT],
    ['nodes', data.nodes.length * NODE_HEIGHT, NODE_HEIGHT],
    ['messages', messageLane * data.nodes.length, messageLane],
    ['clients', Math.ceil(laneCount * client), client],
    ['latency', LATENCY_HEIGHT, LATENCY_HEIGHT],
    ['service', SERVICE_HEIGHT, SERVICE_HEIGHT],
    ['rate', RATE_HEIGHT, RATE_HEIGHT],
    ['applied', applied, applied],
    ['clocks', clocks, clocks],
  ];
  let top = 0;
  const panels: Partial<Record<PanelName, Panel>> = {};
  for (const [name, height, lane] of heights) {
    panels[name] = { top, height, lane };
    top += height === 0 ? 0 : height + (name === 'axis' || name === 'phases' || name === 'service' ? 4 : GAP);
  }
  return {
    width,
    height: top,
    plotLeft: GUTTER,
    plotWidth: Math.max(50, width - GUTTER - RIGHT_PAD),
    panels: panels as Record<PanelName, Panel>,
    faultLanes,
  };
}

/** Faults that overlap in time get lanes of their own; when there are no more lanes, the last is shared. */
function packFaults(faults: readonly FaultInterval[]): { readonly lanes: readonly (number | undefined)[]; readonly count: number } {
  const freeFrom: number[] = [];
  const lanes: (number | undefined)[] = faults.map(() => undefined);
  const order = faults.flatMap(({ span }, i) => (span === undefined ? [] : [{ i, span }])).sort((a, b) => a.span.fromMs - b.span.fromMs);
  for (const { i, span } of order) {
    const free = freeFrom.findIndex((ms) => ms <= span.fromMs);
    const lane = free >= 0 ? free : Math.min(freeFrom.length, FAULT_LANES_MAX - 1);
    freeFrom[lane] = Math.max(freeFrom[lane] ?? 0, span.toMs);
    lanes[i] = lane;
  }
  return { lanes, count: freeFrom.length };
}
