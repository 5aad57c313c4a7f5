import { createHash } from 'node:crypto';
import { EventLoop } from '../dist/src/cluster/simulated/event-loop.js';
import { DrawSequence } from '../dist/src/core/index.js';

const NODE_COUNT = 5;
const INTERVAL_US = 6_500;

/**
 * The least that a deterministic simulation can be: the same heap of events, a leader that sends a small JSON message to four followers again and again, answers, a drawn
 * latency, and a SHA-256 of every delivery. No protocol, no disk, no clients, no trace, no checkers: the ceiling for whatever has them.
 */
export function runToy({ virtualSeconds, seed }) {
  const loop = new EventLoop();
  const hash = createHash('sha256');
  const draws = new DrawSequence(seed, 'toy');
  let ordinal = 0;
  const nodes = Array.from({ length: NODE_COUNT }, () => ({ term: 1, lastIndex: 0, matched: new Array(NODE_COUNT).fill(0) }));
  const send = (from, to, message) => {
    const text = JSON.stringify(message);
    ordinal += 1;
    loop.after(500 + 2000 * draws.unit(ordinal), () => {
      hash.update(text);
      receive(to, from, JSON.parse(text));
    });
  };
  const receive = (at, from, message) => {
    const node = nodes[at];
    if (message.type === 'append') {
      node.lastIndex = Math.max(node.lastIndex, message.previousIndex + message.entries.length);
      send(at, from, { type: 'append-reply', term: node.term, ok: true, matchIndex: node.lastIndex });
    } else node.matched[from] = message.matchIndex;
  };
  const beat = () => {
    const leader = nodes[0];
    leader.lastIndex += 1;
    for (let to = 1; to < NODE_COUNT; to += 1)
      send(0, to, {
        type: 'append',
        term: 1,
        previousIndex: leader.lastIndex - 1,
        previousTerm: 1,
        entries: [{ term: 1, command: { f: 'put', key: 'k1', value: leader.lastIndex } }],
        commitIndex: leader.lastIndex - 1,
      });
    loop.after(INTERVAL_US, beat);
  };
  beat();
  loop.at(virtualSeconds * 1e6, () => loop.stop());
  loop.run();
  hash.digest();
  return { eventCount: loop.eventCount, virtualMs: virtualSeconds * 1000 };
}
