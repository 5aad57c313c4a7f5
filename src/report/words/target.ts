const SHOWN_MAX = 6;

/** Whom a fault struck, in few words: `n1 n3`, `n2 | n1 n4 n5` for links cut both ways between two sides, `n1 -> n2 n3` for one way. */
export function describeTarget(target: readonly string[]): string {
  const links = target.map(parseLink);
  if (links.length === 0) return '';
  if (links.some((link) => link === undefined)) return list(target);
  const reach = new Map<string, Set<string>>();
  for (const link of links) {
    if (link === undefined) continue;
    reach.set(link.from, (reach.get(link.from) ?? new Set()).add(link.to));
  }
  return twoSides(reach) ?? oneWay(reach) ?? `${links.length} links`;
}

function parseLink(text: string): { from: string; to: string } | undefined {
  const [, from, to] = /^(\S+)\s*(?:->|>)\s*(\S+)$/.exec(text) ?? [];
  return from === undefined || to === undefined ? undefined : { from, to };
}

function twoSides(reach: ReadonlyMap<string, ReadonlySet<string>>): string | undefined {
  const [first] = reach.values();
  if (first === undefined) return undefined;
  const right = first;
  const left = new Set([...reach].filter(([, to]) => same(to, right)).map(([from]) => from));
  const others = [...reach.keys()].filter((from) => !left.has(from));
  if (others.length === 0 || !same(new Set(others), right)) return undefined;
  if (!others.every((from) => same(reach.get(from) ?? new Set(), left))) return undefined;
  const [small, large] = left.size <= right.size ? [left, right] : [right, left];
  return `${list([...small])} | ${list([...large])}`;
}

function oneWay(reach: ReadonlyMap<string, ReadonlySet<string>>): string | undefined {
  const [first] = reach.values();
  if (first === undefined || ![...reach.values()].every((to) => same(to, first))) return undefined;
  return `${list([...reach.keys()])} -> ${list([...first])}`;
}

function same(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((item) => b.has(item));
}

function list(names: readonly string[]): string {
  return names.length <= SHOWN_MAX ? names.join(' ') : `${names.slice(0, SHOWN_MAX).join(' ')} and ${names.length - SHOWN_MAX} more`;
}
