import type { FaultSpec, FrameMatch, Json, JsonObject, Link, LinkEffect, LinkEnd, LinkRule, Links } from '../core/index.ts';
import type { ActiveFault, FaultAbout } from './active-fault.ts';
import { readReference, resolveReference, type TargetContext } from './targets.ts';

export const aboutMessages: FaultAbout = {
  property: 'Safety under any network, and service again once it is well.',
  broken: 'Two leaders, a write applied twice, or a stall after the heal.',
  proof: 'The links count what they touched, taken as a whole: a link that nobody used does not count against a fault.',
  cannotSee:
    "Damage inside the kernel's TCP stack, and a node that its own machine cuts off. Messages are damaged only where the framing is known. On HTTP/1, where an answer is matched by its position, a lost request or answer silences the rest of that connection, a duplicate is sent once more on a connection of its own, and `reorder` and `corrupt` are refused.",
  from: "Jepsen's packet faults, which are made by the kernel below TCP and reach the program as latency; whole messages of a protocol can also be lost, come twice, or be overtaken.",
};

export type LinkFaultSpec = Extract<FaultSpec, { kind: 'partition' } | { from: LinkEnd }>;
type MessageFaultSpec = Exclude<LinkFaultSpec, { kind: 'partition' }>;

export interface RuledLink {
  readonly link: Link;
  readonly rule: LinkRule;
}

export function createLinkFault(id: string, order: number, links: Links, ruled: readonly RuledLink[]): ActiveFault {
  let effect: LinkEffect = { seen: 0, affected: 0, connectionsRefused: 0, connectionsReset: 0 };
  let refusal: string | undefined;
  let standing = false;
  return {
    begin(done) {
      try {
        links.apply(id, order, ruled);
        standing = true;
      } catch (error) {
        refusal = error instanceof Error ? error.message : String(error);
      }
      done();
    },
    end(done) {
      if (standing) {
        effect = links.effect(id);
        links.remove(id);
        standing = false;
      }
      done();
    },
    proof() {
      if (refusal !== undefined) return { state: 'missing', effect: {}, reason: refusal };
      if (standing) effect = links.effect(id);
      const { seen, affected, connectionsRefused, connectionsReset } = effect;
      const touched = affected + connectionsRefused + connectionsReset > 0;
      return { state: touched ? 'in-force' : 'idle', effect: { seen, affected, connectionsRefused, connectionsReset } };
    },
  };
}

/** The rules of a fault on these links. References in its match become one rule for each node that they stand for. */
export function rulesFor(spec: LinkFaultSpec, links: readonly Link[], context: Pick<TargetContext, 'nodes' | 'resolved'>): RuledLink[] {
  if (spec.kind === 'partition') return links.map((link) => ({ link, rule: { kind: 'drop' } }));
  const matches = 'match' in spec && spec.match !== undefined ? expandMatch(spec.match, context) : [undefined];
  return links.flatMap((link) => matches.map((match) => ({ link, rule: ruleOf(spec, match) })));
}

function ruleOf(spec: MessageFaultSpec, match: FrameMatch | undefined): LinkRule {
  const picked = match === undefined ? {} : { match };
  switch (spec.kind) {
    case 'drop':
    case 'duplicate':
    case 'corrupt':
      return { kind: spec.kind, ...share(spec.probability), ...picked };
    case 'reorder':
      return { kind: 'reorder', withinMs: spec.withinMs, ...share(spec.probability), ...picked };
    case 'delay':
      return { kind: 'delay', latencyMs: spec.latencyMs, ...(spec.jitterMs === undefined ? {} : { jitterMs: spec.jitterMs }), ...picked };
    case 'hold':
      return { kind: 'hold', ...(spec.count === undefined ? {} : { count: spec.count }), ...picked };
    case 'reset':
      return { kind: 'reset' };
    default:
      return spec satisfies never;
  }
}

function share(probability: number | undefined): { probability?: number } {
  return probability === undefined ? {} : { probability };
}

function expandMatch(match: FrameMatch, context: Pick<TargetContext, 'nodes' | 'resolved'>): FrameMatch[] {
  if (match.fields === undefined) return [match];
  const expanded = Object.entries(match.fields).reduce<JsonObject[]>(
    (done, [name, wanted]) => alternatives(wanted, context).flatMap((value) => done.map((fields) => ({ ...fields, [name]: value }))),
    [{}],
  );
  return expanded.map((fields) => ({ ...match, fields }));
}

function alternatives(wanted: Json, context: Pick<TargetContext, 'nodes' | 'resolved'>): readonly Json[] {
  const reference = typeof wanted === 'string' ? readReference(wanted) : undefined;
  if (reference === undefined) return [wanted];
  const resolution = resolveReference(reference, context);
  return 'ends' in resolution ? resolution.ends : [];
}
