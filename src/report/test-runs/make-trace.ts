import type { Json, TraceEvent } from '../../core/index.ts';
import { nodes, startMonotonicMs } from './world.ts';

/** Five terms: n1 leads, dies with a majority; n2 leads, is cut off; n4 leads, is paused; n5 leads to the end. */
export function traceOf(lengthMs: number): TraceEvent[] {
  const events: TraceEvent[] = [];
  const seq = new Map<string, number>();
  const say = (node: string, boot: number, share: number, event: string, fields: Readonly<Record<string, Json>>) => {
    const next = (seq.get(`${node}/${boot}`) ?? 0) + 1;
    seq.set(`${node}/${boot}`, next);
    events.push({ node, boot, seq: next, at: startMonotonicMs + share * lengthMs, event, ...fields });
  };
  const boot = (node: string, number: number, share: number, term: number) =>
    say(node, number, share, 'boot', { term, votedFor: null, lastIndex: 0, terms: [], hashes: [], voters: nodes });
  const role = (node: string, number: number, share: number, to: string, term: number, why: string) =>
    say(node, number, share, 'role', { role: to, from: 'follower', term, why });
  const lead = (node: string, number: number, share: number, term: number, votes: readonly string[]) => {
    role(node, number, share - 0.004, 'candidate', term, 'election time-out');
    say(node, number, share, 'lead', { term, votes, lastIndex: 40, lastHash: 'c0ffee00c0ffee00' });
  };
  for (const node of nodes) boot(node, 1, -0.01, 0);
  const apply = (from: number, to: number, skip: readonly string[]) => {
    for (let step = from; step < to; step += 0.004)
      for (const node of nodes)
        if (!skip.includes(node))
          say(node, node === 'n5' && from > 0.25 ? 2 : from > 0.37 && ['n1', 'n3', 'n4'].includes(node) ? 2 : 1, step, 'apply', {
            term: 1,
            index: Math.round(step * 3000),
            entryTerm: 1,
            hash: 'a',
            effect: true,
          });
  };
  let round = 0;
  const bootOf = (node: string, share: number) =>
    events.findLast((event) => event.node === node && event.event === 'boot' && event.at <= startMonotonicMs + share * lengthMs)?.boot ?? 1;
  /** Heartbeats and their answers, from everybody but those that are away. */
  const heartbeats = (leader: string, term: number, from: number, to: number, away: readonly string[]) => {
    for (let share = from; share < to; share += 0.01) {
      round += 1;
      for (const [i, node] of nodes.entries()) {
        if (node === leader) continue;
        const fields = { type: 'append', term, previousIndex: round, count: 0, round };
        say(leader, bootOf(leader, share), share + i * 1e-6, 'send', { to: node, ...fields });
        if (!away.includes(node))
          say(node, bootOf(node, share), share + 0.001, 'send', { to: leader, type: 'append-reply', term, success: true, round });
      }
    }
  };
  lead('n1', 1, 0.03, 1, ['n1', 'n2', 'n3']);
  apply(0.03, 0.18, []);
  apply(0.18, 0.25, ['n5']);
  boot('n5', 2, 0.252, 1);
  apply(0.26, 0.33, []);
  for (const node of ['n1', 'n3', 'n4']) boot(node, 2, 0.372, 1);
  lead('n2', 1, 0.395, 3, ['n2', 'n5', 'n1']);
  apply(0.4, 0.55, []);
  lead('n4', 2, 0.57, 4, ['n4', 'n1', 'n5']);
  apply(0.57, 0.652, ['n2']);
  say('n2', 1, 0.653, 'term', { term: 4, from: 3 });
  role('n2', 1, 0.653, 'follower', 4, 'higher term');
  apply(0.66, 0.77, []);
  lead('n5', 2, 0.79, 5, ['n5', 'n1', 'n2']);
  apply(0.79, 0.85, ['n4']);
  say('n4', 2, 0.852, 'term', { term: 5, from: 4 });
  role('n4', 2, 0.852, 'follower', 5, 'higher term');
  apply(0.86, 0.97, []);
  heartbeats('n1', 1, 0.04, 0.17, []);
  heartbeats('n2', 3, 0.4, 0.54, []);
  // Cut off, and still sure to lead.
  heartbeats('n2', 3, 0.556, 0.64, ['n1', 'n3', 'n4', 'n5']);
  heartbeats('n4', 4, 0.575, 0.64, ['n2']);
  heartbeats('n5', 5, 0.8, 0.84, ['n4']);
  return events;
}
