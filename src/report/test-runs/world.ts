import type { FaultStep, Json } from '../../core/index.ts';

export const nodes: readonly string[] = ['n1', 'n2', 'n3', 'n4', 'n5'];
export const clients = 10;
export const startMonotonicMs = 5_000_000;

/** A fault of the made-up run, and whom it struck. */
export interface Struck {
  readonly step: FaultStep;
  readonly fromMs: number;
  readonly toMs: number;
  readonly target: readonly string[];
  readonly effect: Json;
  readonly down: readonly string[];
}

export function faultsOf(lengthMs: number): Struck[] {
  const at = (share: number) => Math.round(lengthMs * share);
  const cut = ['n1', 'n4', 'n5', 'n3'].flatMap((other) => [`n2 -> ${other}`, `${other} -> n2`]);
  const all: Struck[] = [
    {
      step: { id: 'f1', kind: 'kill', target: 'one', when: { atMs: at(0.18) } },
      fromMs: at(0.18),
      toMs: at(0.25),
      target: ['n5'],
      effect: { boot: 2 },
      down: ['n5'],
    },
    {
      step: { id: 'f2', kind: 'power-cut', target: 'majority', when: { atMs: at(0.33) } },
      fromMs: at(0.33),
      toMs: at(0.37),
      target: ['n1', 'n3', 'n4'],
      effect: { lostBytes: 118, torn: 1 },
      down: ['n1', 'n3', 'n4'],
    },
    {
      step: { id: 'f3', kind: 'partition', shape: 'isolate', target: 'leader', when: { atMs: at(0.55) } },
      fromMs: at(0.55),
      toMs: at(0.65),
      target: cut,
      effect: { affected: 212, seen: 212, termBefore: 3, termAfter: 4 },
      down: [],
    },
    {
      step: { id: 'f4', kind: 'delay', from: 'n1', to: 'any', latencyMs: 80, when: { atMs: at(0.6) } },
      fromMs: at(0.6),
      toMs: at(0.7),
      target: ['n1 -> n2', 'n1 -> n3', 'n1 -> n4', 'n1 -> n5'],
      effect: { affected: 340, seen: 340 },
      down: [],
    },
    {
      step: { id: 'f5', kind: 'pause', target: 'leader', when: { atMs: at(0.77) } },
      fromMs: at(0.77),
      toMs: at(0.85),
      target: ['n4'],
      effect: { state: 'T', termBefore: 4, termAfter: 5 },
      down: [],
    },
  ];
  return all;
}
