import { type ClientEvent, drawInteger, drawUnit, type HistoryEvent, type Json, type NemesisEventName } from '../../core/index.ts';
import { clients, nodes, type Struck } from './world.ts';

/** Clients' events and the nemesis's; `stale` are completions that a stale read can be told with. */
export function historyOf(
  count: number,
  lengthMs: number,
  struck: readonly Struck[],
  hostile: string | undefined,
): { history: HistoryEvent[]; stale: ClientEvent[] } {
  type Draft = { atMs: number; make: (index: number) => HistoryEvent };
  const drafts: Draft[] = [];
  const nemesis = (atMs: number, f: NemesisEventName, value: Json) =>
    drafts.push({ atMs, make: (index) => ({ index, time: Math.round(atMs * 1e6), process: 'nemesis', type: 'info', f, value }) });
  const phases = [
    ['safety', 0],
    ['heal', 0.88],
    ['convergence', 0.9],
    ['final-reads', 0.94],
    ['stop', 0.99],
  ] as const;
  for (const [name, share] of phases) nemesis(lengthMs * share, 'phase', { name });
  for (const { step, fromMs, toMs, target, effect } of struck) {
    nemesis(fromMs, 'fault-begin', { id: step.id, kind: step.kind, target });
    nemesis(toMs, 'fault-end', { id: step.id, state: 'in-force', effect });
  }
  nemesis(lengthMs * 0.47, 'lag', { fromMs: lengthMs * 0.465, toMs: lengthMs * 0.47 });

  const stale: ClientEvent[] = [];
  const processes = Array.from({ length: clients }, (_, i) => i);
  const noLeader = (atMs: number) =>
    (atMs > lengthMs * 0.33 && atMs < lengthMs * 0.39) ||
    (atMs > lengthMs * 0.55 && atMs < lengthMs * 0.57) ||
    (atMs > lengthMs * 0.77 && atMs < lengthMs * 0.79);
  for (let i = 0; i < count; i += 1) {
    const thread = i % clients;
    const slotMs = (lengthMs * 0.97) / Math.ceil(count / clients);
    const atMs = Math.floor(i / clients) * slotMs + drawUnit(1, 'at', i) * slotMs * 0.3 + thread * slotMs * 0.03;
    const bad = noLeader(atMs);
    const tookMs = Math.min(
      slotMs * 0.65,
      bad ? slotMs * 0.6 : 1 + 9 * drawUnit(1, 'took', i) ** 3 + (drawUnit(1, 'slow', i) < 0.01 ? 20 : 0),
    );
    const read = drawUnit(1, 'f', i) < 0.5;
    const key = hostile ?? `k${drawInteger(0, 7, 1, 'key', i)}`;
    const value = hostile ?? `c${thread}.${i}`;
    const type = bad && drawUnit(1, 'bad', i) < 0.7 ? (drawUnit(1, 'which', i) < 0.4 ? 'info' : 'fail') : 'ok';
    const process = processes[thread] ?? thread;
    if (type === 'info') processes[thread] = process + clients;
    const node = nodes[thread % nodes.length] ?? 'n1';
    const common = { process, f: read ? 'get' : 'put', key };
    drafts.push({
      atMs,
      make: (index) => ({ index, time: Math.round(atMs * 1e6), type: 'invoke', ...common, value: read ? null : value }),
    });
    drafts.push({
      atMs: atMs + tookMs,
      make: (index) => {
        const event: ClientEvent = {
          index,
          time: Math.round((atMs + tookMs) * 1e6),
          type,
          ...common,
          value: read && type === 'ok' ? (hostile ?? `c${(thread + 3) % clients}.${i - 7}`) : read ? null : value,
          node,
          ...(type === 'ok' ? {} : { error: type === 'info' ? 'timeout' : 'no-leader' }),
        };
        if (key === (hostile ?? 'k3') && atMs < lengthMs * 0.6 && type === 'ok') stale.push(event);
        return event;
      },
    });
  }
  drafts.sort((a, b) => a.atMs - b.atMs);
  return { history: drafts.map(({ make }, index) => make(index)), stale };
}
