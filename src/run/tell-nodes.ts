import { type Json, type NodeId, type Plan, type System, servingGroups } from '../core/index.ts';
import type { Bodies } from './ask-nodes.ts';

/** A message ends before it grows longer than this, with how many nodes it leaves out; the evidence has them all. */
const MESSAGE_CHARS_MAX = 300;

/** The sentence, and behind it what each node says of itself, as far as there is room. */
export function tellNodes(sentence: string, system: System, bodies: Bodies): string {
  const told = [...bodies].flatMap(([node, body]) => {
    if (body === undefined) return [`${node} does not answer`];
    return system.describeStatus === undefined ? [] : [system.describeStatus(body)];
  });
  let message = sentence;
  for (const [i, each] of told.entries()) {
    const longer = `${message}${i === 0 ? ' ' : '; '}${each}`;
    if (longer.length > MESSAGE_CHARS_MAX) return `${message}${i === 0 ? ' ' : '; '}${told.length - i} more in the evidence.`;
    message = longer;
  }
  return told.length === 0 ? message : `${message}.`;
}

/** What differs between the nodes, as the end of a sentence. */
export function tellApart(system: System, bodies: Bodies): string {
  const known = new Map<NodeId, Json>();
  const silent: NodeId[] = [];
  for (const [node, body] of bodies) {
    if (body === undefined) silent.push(node);
    else known.set(node, body);
  }
  if (silent.length > 0) return `${silent.join(', ')} ${silent.length === 1 ? 'does' : 'do'} not answer`;
  if (system.converged(known)) return 'they held the same only when the time was over';
  return system.describeApart?.(known) ?? 'what they hold differs';
}

/** The same for a core: where links inside it are cut, of the first nodes of it that could serve. */
export function coreApart(system: System, { system: { nodes }, core }: Plan, bodies: Bodies): string {
  const [group] = servingGroups(nodes, [...bodies.keys()], core?.cuts ?? []);
  return tellApart(system, group === undefined ? bodies : new Map(group.map((node) => [node, bodies.get(node)])));
}
