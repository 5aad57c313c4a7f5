import { argument, type ChromeEvent, complete, processes, processNamed, shown, type Track, threadNamed, trackOf } from './chrome-event.ts';
import { type ExportOptions, type ExportSource, isInside } from './export-source.ts';
import { type ExportedOperation, operationsOf } from './operations.ts';

/** Operations of every client, and counters of how many ended in each second. */
export function* clientTracks({ plan, history }: ExportSource, { window }: ExportOptions): Generator<ChromeEvent> {
  const pid = processes.clients;
  yield* processNamed(pid, 'clients');
  const known = new Set<number>();
  let second = { index: -1, ok: 0, fail: 0, info: 0 };
  let lastUs = 0;
  const count = (): ChromeEvent => {
    const { index, ...args } = second;
    return { ph: 'C', pid, name: 'operations ended a second', ts: Math.max(0, index) * 1e6, args };
  };
  for (const operation of operationsOf(history(), ({ time }) => {
    lastUs = Math.max(lastUs, time / 1000);
  })) {
    const { invocation, completion } = operation;
    lastUs = Math.max(lastUs, (completion ?? invocation).time / 1000);
    if (!isInside(window, invocation.time / 1e6)) continue;
    const { concurrency } = plan.load;
    const client = concurrency > 0 ? invocation.process % concurrency : invocation.process;
    const track = trackOf(pid, client);
    if (!known.has(client)) yield* threadNamed(track, `client ${client}`);
    known.add(client);
    yield operationEvent(operation, track, lastUs);
    if (completion === undefined || completion.type === 'invoke') continue;
    const index = Math.floor(completion.time / 1e9);
    if (index !== second.index) {
      if (second.index >= 0) yield count();
      second = { index, ok: 0, fail: 0, info: 0 };
    }
    second[completion.type] += 1;
  }
  if (second.index < 0) return;
  yield count();
  yield { ph: 'C', pid, name: 'operations ended a second', ts: (second.index + 1) * 1e6, args: { ok: 0, fail: 0, info: 0 } };
}

/** One that nobody answered lasts to the end. */
function operationEvent({ invocation, completion }: ExportedOperation, track: Track, lastUs: number): ChromeEvent {
  const { f, key, process, index, value, time } = invocation;
  const outcome = completion?.type ?? 'open';
  const node = completion?.node ?? invocation.node;
  const args = {
    outcome,
    process,
    input: argument(JSON.stringify(value)),
    ...(key === undefined ? {} : { key: shown(key) }),
    ...(completion?.type === 'ok' ? { output: argument(JSON.stringify(completion.value)) } : {}),
    ...(completion?.seen === undefined ? {} : { seen: argument(JSON.stringify(completion.seen)) }),
    ...(completion?.error === undefined ? {} : { error: shown(completion.error) }),
    ...(node === undefined ? {} : { node: shown(node) }),
    invokeIndex: index,
    ...(completion === undefined ? {} : { completeIndex: completion.index }),
  };
  const name = `${f}${key === undefined ? '' : ` ${key}`}${outcome === 'ok' ? '' : ` (${outcome})`}`;
  return complete(track, `operation,${outcome}`, name, time / 1000, completion === undefined ? lastUs : completion.time / 1000, args);
}
