import { isJsonObject, type Json, type JsonObject, type NodeId } from '../../src/core/index.ts';

type States = readonly (readonly [node: NodeId, state: JsonObject])[];

/** All nodes answer, one leads, and all have applied the same index with the same result. */
export function converged(bodies: ReadonlyMap<NodeId, Json>): boolean {
  return bodies.size > 0 && describeApart(bodies) === undefined;
}

/** The first of these that is so: what stands behind a difference comes before it. */
export function describeApart(bodies: ReadonlyMap<NodeId, Json>): string | undefined {
  const states: (readonly [NodeId, JsonObject])[] = [];
  for (const [node, body] of bodies) {
    if (!isJsonObject(body)) return `${node} gives no status`;
    states.push([node, body]);
  }
  return leadersApart(states) ?? indexesApart(states);
}

/** `n1 follows n2 in term 3, applied 0 of 82`: of the entries of its log, committed or not. */
export function describeStatus(body: Json): string {
  if (!isJsonObject(body)) return 'no status';
  const { node, term, appliedIndex, log } = body;
  const entries = isJsonObject(log) ? log['entries'] : undefined;
  return `${String(node)} ${roleWords(body)} term ${String(term)}, applied ${String(appliedIndex)} of ${String(entries)}`;
}

function roleWords({ role, leader }: JsonObject): string {
  if (role === 'leader') return 'leads';
  if (role !== 'follower') return `is a ${String(role)} in`;
  return leader === null ? 'follows nobody in' : `follows ${String(leader)} in`;
}

function leadersApart(states: States): string | undefined {
  const without = states.filter(([, { leader }]) => leader === null).map(([node]) => node);
  if (without.length > 0)
    return without.length === states.length
      ? 'there is no leader'
      : `${without.join(', ')} ${without.length === 1 ? 'knows' : 'know'} of no leader`;
  if (differ(states, 'leader')) return `they name different leaders (${eachOf(states, 'leader')})`;
  return differ(states, 'term') ? `they are in different terms (${eachOf(states, 'term')})` : undefined;
}

function indexesApart(states: States): string | undefined {
  if (differ(states, 'appliedIndex')) return `the applied index differs (${eachOf(states, 'appliedIndex')})`;
  if (differ(states, 'commitIndex')) return `the commit index differs (${eachOf(states, 'commitIndex')})`;
  const behind = states.filter(([, { appliedIndex, commitIndex }]) => appliedIndex !== commitIndex).map(([node]) => node);
  if (behind.length > 0) return `${behind.join(', ')} ${behind.length === 1 ? 'has' : 'have'} not applied all that is committed`;
  return differ(states, 'stateHash') ? `the state differs at the same applied index (${eachOf(states, 'stateHash')})` : undefined;
}

function differ(states: States, field: string): boolean {
  return states.some(([, state]) => state[field] !== states[0]?.[1][field]);
}

function eachOf(states: States, field: string): string {
  return states.map(([node, state]) => `${node}: ${String(state[field])}`).join(', ');
}
