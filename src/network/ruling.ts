import { drawUnit, type Frame, type LinkRule } from '../core/index.ts';
import { matches } from './match.ts';

/** The rules of one fault on one link, and what they have counted. */
export interface FaultOnLink {
  readonly fault: FaultRecord;
  readonly linkKey: string;
  readonly rules: readonly LinkRule[];
  /** Rises with each `apply`, so that a message that waits is judged once by each rule, never twice. */
  readonly sequence: number;
  /** Messages of each type that came to the link within the fault: the key of its draws. */
  readonly ordinals: Map<string, number>;
  /** Messages that each `hold` of these rules has taken, by its place in `rules`. */
  readonly heldCounts: Map<number, number>;
}

export interface FaultRecord {
  readonly id: string;
  seen: number;
  affected: number;
  connectionsRefused: number;
  connectionsReset: number;
  overflowed: number;
}

/** What several faults' rules together make of one message. Rules that come later are added to it. */
export interface Ruling {
  dropped: boolean;
  readonly holders: Set<FaultRecord>;
  delayMs: number;
  /** Beside the delay, and without keeping those behind it back. */
  lateMs: number;
  copies: 1 | 2;
  corruptAt: number | undefined;
}

export function emptyRuling(): Ruling {
  return { dropped: false, holders: new Set(), delayMs: 0, lateMs: 0, copies: 1, corruptAt: undefined };
}

/**
 * Lets every rule see the message, also after another one has dropped it: else the ordinals of one fault would depend on whether
 * another one is there. What is counted as affected is what happened to the message: if it is dropped, only drops did.
 */
export function rule(
  ruling: Ruling,
  seed: number,
  frame: Frame,
  faults: readonly FaultOnLink[],
  obeys: ((rule: LinkRule) => boolean) | undefined,
): void {
  const drops = new Set<FaultRecord>();
  const acts: Act[] = [];
  for (const there of faults) {
    const ordinal = there.ordinals.get(frame.type) ?? 0;
    there.ordinals.set(frame.type, ordinal + 1);
    let picked = false;
    for (const [place, linkRule] of there.rules.entries()) {
      if (linkRule.kind === 'refuse' || linkRule.kind === 'reset') continue;
      if (obeys?.(linkRule) === false || !matches(frame, linkRule.match)) continue;
      picked = true;
      const draw = (purpose: string): number =>
        drawUnit(seed, there.fault.id, there.linkKey, frame.type, ordinal, place === 0 ? purpose : `${purpose}#${place}`);
      if (!isChosen(linkRule, draw)) continue;
      if (linkRule.kind === 'drop') drops.add(there.fault);
      else acts.push({ there, place, rule: linkRule, draw });
    }
    if (picked) there.fault.seen += 1;
  }
  if (drops.size > 0) {
    ruling.dropped = true;
    for (const fault of drops) fault.affected += 1;
    return;
  }
  const affected = new Set<FaultRecord>();
  for (const act of acts) if (perform(ruling, frame, act)) affected.add(act.there.fault);
  for (const fault of affected) fault.affected += 1;
}

type MessageRule = Exclude<LinkRule, { kind: 'refuse' | 'reset' }>;

interface Act {
  readonly there: FaultOnLink;
  readonly place: number;
  readonly rule: Exclude<MessageRule, { kind: 'drop' }>;
  readonly draw: (purpose: string) => number;
}

function isChosen(linkRule: MessageRule, draw: (purpose: string) => number): boolean {
  if (linkRule.kind === 'delay' || linkRule.kind === 'hold') return true;
  const { probability } = linkRule;
  return probability === undefined || probability >= 1 || draw(linkRule.kind) < probability;
}

function perform(ruling: Ruling, frame: Frame, { there, place, rule: linkRule, draw }: Act): boolean {
  switch (linkRule.kind) {
    case 'delay':
      ruling.delayMs += linkRule.latencyMs + (linkRule.jitterMs === undefined ? 0 : draw('jitter') * linkRule.jitterMs);
      return true;
    case 'duplicate':
      ruling.copies = 2;
      return true;
    case 'reorder':
      ruling.lateMs += draw('late') * linkRule.withinMs;
      return true;
    case 'corrupt':
      if (frame.bytes === 0) return false;
      // A second corruption of the same byte could undo the first: one changed byte is enough.
      ruling.corruptAt ??= Math.floor(draw('position') * frame.bytes);
      return true;
    case 'hold': {
      const held = there.heldCounts.get(place) ?? 0;
      if (linkRule.count !== undefined && held >= linkRule.count) return false;
      there.heldCounts.set(place, held + 1);
      ruling.holders.add(there.fault);
      return true;
    }
    default: {
      const never: never = linkRule;
      throw new TypeError(`unknown link rule ${JSON.stringify(never)}`);
    }
  }
}
