import { describe, expect, it } from 'vitest';
import type { FaultSpec, LinkEnd } from '../core/index.ts';
import { checkSchedule } from './check-schedule.ts';
import { faultKinds } from './families.ts';

const nodes = ['n1', 'n2', 'n3'];

function check(spec: FaultSpec, world?: 'local' | 'simulated'): void {
  checkSchedule([{ ...spec, id: 'f1', when: { atMs: 0 } }], nodes, world);
}

describe('a schedule that no run should begin with', () => {
  it('may not duplicate what clients send to nodes', () => {
    const senders: LinkEnd[] = ['clients', 'any', 'c0', ['n1', 'c12']];
    for (const from of senders)
      for (const to of ['nodes', 'any', 'n1', 'leader', ['n2']])
        expect(() => check({ kind: 'duplicate', from, to }), `${from} -> ${to}`).toThrow(
          expect.objectContaining({ code: 'duplicate-to-nodes', exitCode: 254, message: expect.stringContaining('definite error') }),
        );
  });

  it('may duplicate between nodes and towards clients, and may do anything else to what clients send', () => {
    check({ kind: 'duplicate', from: 'nodes', to: 'nodes' });
    check({ kind: 'duplicate', from: 'leader', to: 'any' });
    check({ kind: 'duplicate', from: ['n1'], to: 'clients' });
    check({ kind: 'delay', from: 'clients', to: 'nodes', latencyMs: 5 });
    check({ kind: 'drop', from: 'any', to: 'nodes' });
  });

  it('may name only what real processes can be put under, on real processes', () => {
    const impossible: FaultSpec[] = [
      { kind: 'clock', target: 'one', offsetMs: 5 },
      { kind: 'slow-disk', target: 'one', latencyMs: 5 },
      { kind: 'misdirected-write', target: 'one' },
      { kind: 'bit-rot', target: 'one' },
      { kind: 'disk-loss', target: 'one' },
    ];
    for (const spec of impossible) {
      check(spec, 'simulated');
      expect(() => check(spec, 'local')).toThrow(
        expect.objectContaining({ code: 'fault-unavailable', exitCode: 254, message: expect.stringContaining('only the simulated world') }),
      );
    }
    expect(impossible.length).toBe(faultKinds.length - 11);
    check({ kind: 'power-cut', target: 'all' }, 'local');
  });
});
