import { isJsonObject, type JsonObject } from '../core/index.ts';
import type { Path } from './problems.ts';

/** The keys that a JSON Schema allows in the map at this path of a value. Alternatives are told apart by their `kind`. */
export function keysAt(root: unknown, path: Path, value: unknown): string[] {
  let nodes = alternatives(root, root, value);
  let within: unknown = value;
  for (const step of path) {
    within = isJsonObject(within) || Array.isArray(within) ? (within as Record<string | number, unknown>)[step] : undefined;
    nodes = nodes.flatMap((node) => alternatives(childOf(node, step), root, within));
  }
  return [...new Set(nodes.flatMap((node) => (isJsonObject(node['properties']) ? Object.keys(node['properties']) : [])))];
}

function alternatives(schema: unknown, root: unknown, value: unknown): JsonObject[] {
  if (!isJsonObject(schema)) return [];
  if (typeof schema['$ref'] === 'string') return alternatives(definitionOf(schema['$ref'], root), root, value);
  const parts = schema['anyOf'] ?? schema['oneOf'] ?? schema['allOf'];
  if (!Array.isArray(parts)) return [schema];
  const all = parts.flatMap((each) => alternatives(each, root, value));
  const kind = isJsonObject(value) ? value['kind'] : undefined;
  const ofKind = all.filter(
    ({ properties }) => isJsonObject(properties) && isJsonObject(properties['kind']) && properties['kind']['const'] === kind,
  );
  return ofKind.length > 0 ? ofKind : all;
}

function definitionOf(reference: string, root: unknown): unknown {
  const definitions = isJsonObject(root) ? root['definitions'] : undefined;
  return isJsonObject(definitions) ? definitions[reference.slice('#/definitions/'.length)] : undefined;
}

function childOf(schema: JsonObject, step: string | number): unknown {
  if (typeof step === 'number') return schema['items'];
  const { properties } = schema;
  return isJsonObject(properties) && Object.hasOwn(properties, step) ? properties[step] : schema['additionalProperties'];
}
