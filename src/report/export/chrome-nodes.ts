import { isClientEvent, isJsonObject, type Json, type NodeId, type TraceEvent } from '../../core/index.ts';
import { formatCount } from '../words/index.ts';
import { argument, type ChromeEvent, complete, processes, processNamed, type Track, threadNamed, trackOf } from './chrome-event.ts';
import { type ExportOptions, type ExportSource, isInside } from './export-source.ts';
import { type NodeStep, nodeSteps } from './node-steps.ts';
import { contentOf, type SentMessage } from './sent-messages.ts';

/** Messages beyond so many are left out, and that is said: viewers take about a million events. */
export const CHROME_MESSAGES_MAX = 200_000;
/** A message takes no time to leave and to be taken; one microsecond can be clicked on. */
const MESSAGE_US = 1;

/** Faults that keep their nodes from running. */
const downKinds: readonly unknown[] = ['kill', 'power-cut', 'bit-rot', 'disk-loss'];

/** What each node was, what it sent and received, and which message arrived where. */
export function* nodeTracks(source: ExportSource, options: ExportOptions): Generator<ChromeEvent> {
  yield* processNamed(processes.nodes, 'nodes');
  const downs = downsOf(source);
  const nodes = new Map([...source.traces.keys()].map((node, i) => [node, new NodeTracks(i, downs.get(node) ?? [])]));
  for (const [node, { role, sends, receives }] of nodes) {
    yield* threadNamed(role, node);
    yield* threadNamed(sends, `${node} sends`);
    yield* threadNamed(receives, `${node} receives`);
  }
  const flows = new Flows();
  let lastUs = 0;
  for (const step of nodeSteps(source, options)) {
    const tracks = nodes.get(step.node);
    if (tracks === undefined) continue;
    const us = step.atMs * 1000;
    lastUs = Math.max(lastUs, us);
    if (step.kind === 'event') yield* tracks.became(step.event, us);
    if (isInside(options.window, step.atMs)) yield* flows.of(step, tracks, us);
  }
  for (const tracks of nodes.values()) yield* tracks.end(lastUs);
  if (flows.omitted > 0)
    options.warn(
      `${source.name}: the first ${formatCount(CHROME_MESSAGES_MAX)} messages are in the file, ${formatCount(flows.omitted)} are not`,
    );
}

class NodeTracks {
  readonly role: Track;
  readonly sends: Track;
  readonly receives: Track;
  /** When each of the two tracks is free again. */
  readonly freeUs = { sends: 0, receives: 0 };
  readonly #downs: number[];
  #name: string | undefined;
  #sinceUs = 0;
  #role = 'follower';
  #term: number | undefined;

  constructor(index: number, downs: number[]) {
    this.role = trackOf(processes.nodes, index * 3);
    this.sends = trackOf(processes.nodes, index * 3 + 1);
    this.receives = trackOf(processes.nodes, index * 3 + 2);
    this.#downs = downs;
  }

  *became(event: TraceEvent, us: number): Generator<ChromeEvent> {
    if (typeof event['term'] === 'number') this.#term = event['term'];
    if (event.event === 'boot') this.#role = 'follower';
    if (event.event === 'role' && typeof event['role'] === 'string') this.#role = event['role'];
    if (event.event === 'lead') this.#role = 'leader';
    const name = this.#term === undefined ? this.#role : `${this.#role}, term ${this.#term}`;
    if (name === this.#name && event.event !== 'boot') return;
    yield* this.end(us);
    this.#name = name;
    this.#sinceUs = us;
  }

  /** Whatever it was, it was until now, or until it was killed. */
  *end(us: number): Generator<ChromeEvent> {
    if (this.#name === undefined) return;
    while ((this.#downs[0] ?? us) < this.#sinceUs) this.#downs.shift();
    const toUs = Math.min(us, this.#downs[0] ?? us);
    yield complete(this.role, 'role', this.#name, this.#sinceUs, toUs, {});
    this.#name = undefined;
  }
}

/** Messages as slices, and an arrow from one to the other where it is known that one arrived. */
class Flows {
  readonly #leftUs = new WeakMap<SentMessage, { readonly track: Track; readonly us: number }>();
  #count = 0;
  #flow = 0;
  omitted = 0;

  *of(step: NodeStep, tracks: NodeTracks, us: number): Generator<ChromeEvent> {
    for (const message of arrivedBy(step)) yield* this.#arrived(step, message, tracks, us);
    if (step.kind !== 'send') return;
    if (this.#isFull()) return;
    const { message, event } = step;
    const at = take(tracks.freeUs, 'sends', us);
    this.#leftUs.set(message, { track: tracks.sends, us: at });
    yield complete(tracks.sends, 'message,send', `${message.type} to ${message.to}`, at, at + MESSAGE_US, {
      content: argument(JSON.stringify(contentOf(event))),
    });
  }

  *#arrived(step: NodeStep, message: SentMessage, tracks: NodeTracks, us: number): Generator<ChromeEvent> {
    const left = this.#leftUs.get(message);
    if (left === undefined || this.#isFull()) return;
    const at = take(tracks.freeUs, 'receives', us);
    const how = step.kind === 'receive' ? {} : { provenBy: step.event.event };
    yield complete(tracks.receives, 'message,receive', `${message.type} from ${message.from}`, at, at + MESSAGE_US, how);
    this.#flow += 1;
    const flow = { cat: 'message', name: message.type, id: this.#flow };
    yield { ph: 's', ...left.track, ...flow, ts: left.us };
    yield { ph: 'f', bp: 'e', ...tracks.receives, ...flow, ts: at };
  }

  #isFull(): boolean {
    if (this.#count >= CHROME_MESSAGES_MAX) {
      this.omitted += 1;
      return true;
    }
    this.#count += 1;
    return false;
  }
}

/** Messages that are known to have arrived, each by itself: one of several that are alike gets no arrow, because it may be another's. */
function arrivedBy(step: NodeStep): readonly SentMessage[] {
  if (step.kind === 'receive') return [step.message];
  return step.proves.filter(({ isOnly }) => isOnly).map(({ message }) => message);
}

/** Slices of one track must not overlap: what happened in one microsecond stands side by side. */
function take(freeUs: { sends: number; receives: number }, which: 'sends' | 'receives', us: number): number {
  const at = Math.max(us, freeUs[which]);
  freeUs[which] = at + MESSAGE_US;
  return at;
}

/** When each node was stopped from outside, or ended by itself, in microseconds. */
function downsOf({ history }: ExportSource): Map<NodeId, number[]> {
  const downs = new Map<NodeId, number[]>();
  for (const event of history()) {
    if (isClientEvent(event) || !isJsonObject(event.value)) continue;
    const { kind, target, node } = event.value;
    const struck = event.f === 'fault-begin' && downKinds.includes(kind) && Array.isArray(target) ? (target as readonly Json[]) : [];
    for (const down of event.f === 'node-died' ? [node] : struck)
      if (typeof down === 'string') downs.set(down, [...(downs.get(down) ?? []), event.time / 1000]);
  }
  return downs;
}
