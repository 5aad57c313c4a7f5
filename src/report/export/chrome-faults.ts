import { isClientEvent, isJsonObject, type Json, type JsonObject } from '../../core/index.ts';
import { describeTarget } from '../words/index.ts';
import { argument, type ChromeEvent, complete, processes, processNamed, shown, threadNamed, trackOf } from './chrome-event.ts';
import type { ExportOptions, ExportSource } from './export-source.ts';

const phaseTrack = trackOf(processes.run, 0);
const lagTrack = trackOf(processes.run, 1);
const deathTrack = trackOf(processes.run, 2);

/** Phases, faults as async spans, stretches in which the harness was late, and nodes that ended by themselves. Small, so a window leaves them whole. */
export function* faultTracks({ history }: ExportSource, _options: ExportOptions): Generator<ChromeEvent> {
  yield* processNamed(processes.run, 'run');
  yield* threadNamed(phaseTrack, 'phases');
  yield* threadNamed(lagTrack, 'harness late');
  yield* threadNamed(deathTrack, 'nodes that ended by themselves');
  const open = new Map<string, ChromeEvent>();
  let phase: { readonly name: string; readonly fromUs: number } | undefined;
  let lastUs = 0;
  for (const event of history()) {
    const us = event.time / 1000;
    lastUs = Math.max(lastUs, us);
    if (isClientEvent(event) || !isJsonObject(event.value)) continue;
    const { value } = event;
    switch (event.f) {
      case 'phase':
        if (phase !== undefined) yield complete(phaseTrack, 'phase', phase.name, phase.fromUs, us, {});
        phase = { name: String(value['name']), fromUs: us };
        break;
      case 'fault-begin': {
        const begin = faultBegin(value, us);
        open.set(String(value['id']), begin);
        yield begin;
        break;
      }
      case 'fault-end': {
        const begin = open.get(String(value['id']));
        open.delete(String(value['id']));
        if (begin !== undefined)
          yield {
            ...begin,
            ph: 'e',
            ts: us,
            args: { state: shown(String(value['state'])), effect: argument(JSON.stringify(value['effect'] ?? null)) },
          };
        break;
      }
      case 'lag':
        if (typeof value['fromMs'] === 'number' && typeof value['toMs'] === 'number')
          yield complete(lagTrack, 'lag', 'late', value['fromMs'] * 1000, value['toMs'] * 1000, {});
        break;
      case 'node-died':
        yield { ph: 'i', s: 't', ...deathTrack, cat: 'death', name: shown(`${String(value['node'])} ended`), ts: us, args: {} };
        break;
      default:
        event satisfies never;
    }
  }
  if (phase !== undefined) yield complete(phaseTrack, 'phase', phase.name, phase.fromUs, lastUs, {});
  for (const begin of open.values()) yield { ...begin, ph: 'e', ts: lastUs, args: { state: 'not ended' } };
}

function faultBegin({ id, kind, target }: JsonObject, us: number): ChromeEvent {
  const struck = Array.isArray(target) ? (target as readonly Json[]).filter((item) => typeof item === 'string') : [];
  const name = shown(`${String(kind)} ${describeTarget(struck)}`.trim());
  return { ph: 'b', pid: processes.run, cat: 'fault', id: shown(String(id)), name, ts: us, args: { id: shown(String(id)) } };
}
