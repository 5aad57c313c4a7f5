import type { DiskEffect, DiskRule } from '../cluster/index.ts';
import type { NodeId } from '../core/index.ts';

/** The disks of the nemesis' test world: they count writes, obey rules, and remember what was damaged. */
export interface TestDisks {
  write(node: NodeId): void;
  apply(node: NodeId, fault: string, rule: DiskRule | undefined): void;
  effect(fault: string): DiskEffect;
  wipe(node: NodeId): void;
  /** The node reads its disk as it starts: what it finds wrong is why it can never start again. */
  read(node: NodeId): void;
  lost(node: NodeId): string | undefined;
}

export function createTestDisks(): TestDisks {
  const written = new Map<NodeId, number>();
  const rules = new Map<NodeId, Map<string, DiskRule>>();
  const damaged = new Map<NodeId, string>();
  const lost = new Map<NodeId, string>();
  const effects = new Map<string, { delayed: number; damaged: { node: NodeId; file: string; offset: number }[] }>();

  function effectOf(fault: string) {
    const effect = effects.get(fault) ?? { delayed: 0, damaged: [] };
    effects.set(fault, effect);
    return effect;
  }

  function damage(node: NodeId, fault: string): void {
    damaged.set(node, fault);
    effectOf(fault).damaged.push({ node, file: 'wal', offset: 0 });
  }

  return {
    write(node) {
      for (const [fault, rule] of [...(rules.get(node) ?? [])]) {
        if (rule.kind === 'slow') effectOf(fault).delayed += 1;
        else {
          rules.get(node)?.delete(fault);
          damage(node, fault);
        }
      }
      written.set(node, (written.get(node) ?? 0) + 1);
    },
    apply(node, fault, rule) {
      const own = rules.get(node) ?? new Map<string, DiskRule>();
      rules.set(node, own);
      if (rule === undefined) own.delete(fault);
      else if (rule.kind !== 'rot') own.set(fault, rule);
      else if ((written.get(node) ?? 0) > 0) damage(node, fault);
    },
    effect: effectOf,
    wipe: (node) => lost.set(node, 'its disk is gone'),
    read(node) {
      const by = damaged.get(node);
      if (by !== undefined) lost.set(node, `its disk was damaged by ${by}`);
    },
    lost: (node) => lost.get(node),
  };
}
