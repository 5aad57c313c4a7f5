import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type Json, type NodeId } from '../core/index.ts';

type Converged = (bodies: ReadonlyMap<NodeId, Json>) => boolean;

/**
 * A `converged` that compares these fields of the status bodies, all others being each node's own; without any, the whole bodies. A field
 * that a body does not have is a mistake of whoever wrote it down, since nothing would be compared: it throws.
 */
export function sameStatus(...fields: readonly string[]): Converged {
  return (bodies) => {
    const told = [...bodies].map(([node, body]) => (fields.length === 0 ? body : fields.map((field) => fieldOf(field, node, body))));
    return told.every((each) => isDeepStrictEqual(each, told[0]));
  };
}

function fieldOf(field: string, node: NodeId, body: Json): Json {
  const value = isJsonObject(body) ? body[field] : undefined;
  if (value === undefined) throw new Error(`expected the status of ${node} to have a field "${field}", got ${JSON.stringify(body)}`);
  return value;
}
