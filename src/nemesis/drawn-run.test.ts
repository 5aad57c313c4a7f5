import { describe, expect, it } from 'vitest';
import type { FaultReport } from '../core/index.ts';
import { faultFlavours } from './flavours.ts';
import { drawSchedule } from './schedule.ts';
import { lead, nodes, play } from './test-play.ts';

const safetyMs = 120_000;
const seedCount = 50;

describe('drawn schedules, played in full', () => {
  it('put every fault in force, end them all, and do the same when played again', () => {
    for (let seed = 1; seed <= seedCount; seed += 1) {
      const first = playDrawn(seed);
      for (const report of first)
        expect(report, `seed ${seed}`).toMatchObject({ state: expect.stringMatching(/^(in-force|merged|idle)$/) });
      const idle = first.filter(({ state }) => state !== 'in-force');
      expect(idle.length, `seed ${seed}`).toBeLessThan(first.length / 4);
      expect(playDrawn(seed)).toEqual(first);
    }
  });
});

/** Nodes write to their disks and send to each other every 50 ms; once the leader does not reach a majority, a node that does declares itself. */
function playDrawn(seed: number): FaultReport[] {
  const flavours = [...faultFlavours.keys()];
  const faults = drawSchedule({ seed, nodes, flavours, intervalMs: 4000, durationMs: 3000, safetyMs });
  const { world, nemesis, heal, failures } = play(faults, () => {}, seed);
  let term = 0;
  for (let ms = 0; ms < safetyMs; ms += 50) {
    world.runUntil(ms);
    const up = nodes.filter((node) => world.cluster.state(node) === 'up');
    for (const node of up) world.write(node);
    const electable = up.filter((from) => up.filter((to) => from === to || world.send(from, to)).length > nodes.length / 2);
    const leader = nemesis.leader();
    if (electable[0] !== undefined && (leader === undefined || !electable.includes(leader.node))) {
      term += 1;
      lead(world, nemesis, electable[0], term);
    }
  }
  expect(nemesis.active()).toEqual([]);
  expect(heal()).toBeUndefined();
  expect(failures).toEqual([]);
  return nemesis.reports();
}
