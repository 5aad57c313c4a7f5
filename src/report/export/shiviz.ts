import type { NodeId } from '../../core/index.ts';
import { brief, formatCount, readable } from '../words/index.ts';
import { type ExportOptions, type ExportSource, isInside } from './export-source.ts';
import { type NodeStep, nodeSteps } from './node-steps.ts';
import { contentOf, type SentMessage } from './sent-messages.ts';

/**
 * A log for ShiViz (bestchai.bitbucket.io/shiviz), which draws who could have known what: choose it as a file, since its first line is the
 * regular expression that it is read by, and its second, empty one says that it holds one execution. Each event takes two lines, its time
 * and what happened, then the node and its vector clock: how many events of each node had happened before it for certain. The clocks are
 * computed from the nodes' traces: a simulated run tells of every delivery, which is then an event of its own; on real processes an event
 * that proves that a message had arrived is taken for its arrival, so that every arrow there is true, and none is drawn for a message
 * that nothing proves.
 *
 * It cannot carry clients and their operations, faults, nor distances in time. ShiViz draws everything at once and is slow beyond a few
 * thousand events: `--from` and `--to` cut a stretch out, and clocks then count from its beginning.
 */
export function* writeShiviz(source: ExportSource, options: ExportOptions): Generator<string> {
  yield `${header}\n\n`;
  const clocks = new Clocks();
  let count = 0;
  for (const step of nodeSteps(source, options)) {
    if (!isInside(options.window, step.atMs)) continue;
    count += 1;
    const clock = clocks.tick(step);
    yield `${step.atMs.toFixed(3)} ms ${sentenceOf(step)}\n${hostOf(step.node)} ${JSON.stringify(clock)}\n`;
  }
  if (count === 0)
    options.warn(
      `${source.name}: there are no trace events${options.window === undefined ? '' : ' in this stretch'}, and so nothing to draw`,
    );
  if (count > COMFORTABLE_EVENTS)
    options.warn(`${source.name}: ShiViz is slow with ${formatCount(count)} events; --from 12s --to 13s exports a stretch`);
}

const header = '(?<atMs>[0-9.]+) ms (?<event>.*)\\n(?<host>\\S+) (?<clock>\\{.*\\})';

const COMFORTABLE_EVENTS = 5000;
const CONTENT_CHARS_MAX = 300;

/** A vector clock for each node, and that of each message when it left. */
class Clocks {
  readonly #nodes = new Map<NodeId, Map<string, number>>();
  readonly #sent = new WeakMap<SentMessage, ReadonlyMap<string, number>>();

  /** Counts the step, and answers the clock after it. */
  tick(step: NodeStep): Record<string, number> {
    const host = hostOf(step.node);
    const clock = this.#nodes.get(step.node) ?? new Map<string, number>();
    this.#nodes.set(step.node, clock);
    for (const message of step.kind === 'receive' ? [step.message] : step.proves.map((arrival) => arrival.message))
      this.#learn(clock, message);
    clock.set(host, (clock.get(host) ?? 0) + 1);
    if (step.kind === 'send') this.#sent.set(step.message, new Map(clock));
    return Object.fromEntries(clock);
  }

  /** A message that was sent before the stretch is none of it. */
  #learn(clock: Map<string, number>, message: SentMessage): void {
    for (const [host, count] of this.#sent.get(message) ?? []) clock.set(host, Math.max(clock.get(host) ?? 0, count));
  }
}

function sentenceOf(step: NodeStep): string {
  if (step.kind === 'receive') return `receive ${word(step.message.type)} from ${word(step.message.from)}`;
  const content = brief(readable(JSON.stringify(contentOf(step.event))), CONTENT_CHARS_MAX);
  if (step.kind === 'send') return `send ${word(step.message.type)} to ${word(step.message.to)} ${content}`;
  const because = step.proves.map(({ message: { type, from } }) => `${word(type)} of ${word(from)}`);
  return `${word(step.event.event)}${because.length === 0 ? '' : ` (after ${because.join(', ')})`} ${content}`;
}

function word(text: string): string {
  return brief(readable(text), CONTENT_CHARS_MAX);
}

/** No blank may stand in it. */
function hostOf(node: NodeId): string {
  return word(node).replace(/\s/g, '_');
}
