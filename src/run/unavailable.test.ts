import { describe, expect, it } from 'vitest';
import { type CorePlan, canServe, draw32, majorityOf, servingGroups } from '../core/index.ts';
import { coreNodes, isUnavailable, unavailableResult, whyNoCore, whyNoRecovery } from './unavailable.ts';

const nodesOf = (count: number) => Array.from({ length: count }, (_, i) => `n${i + 1}`);
const lostOf = (...nodes: readonly string[]) => new Map(nodes.map((node) => [node, 'its disk is gone']));
const sizes = [1, 2, 3, 4, 5, 6, 7];

/** Every subset of the nodes. */
function subsetsOf(nodes: readonly string[]): string[][] {
  return Array.from({ length: 2 ** nodes.length }, (_, bits) => nodes.filter((_node, i) => Math.floor(bits / 2 ** i) % 2 === 1));
}

describe('a majority', () => {
  it('is more than half', () => {
    expect(sizes.map(majorityOf)).toEqual([1, 2, 2, 3, 3, 4, 4]);
    for (const size of sizes) {
      expect(2 * majorityOf(size)).toBeGreaterThan(size);
      expect(2 * (majorityOf(size) - 1)).toBeLessThanOrEqual(size);
    }
  });
});

describe('a cluster whose disks are lost', () => {
  it.each(sizes)('of %i nodes is excused exactly when those that are left are no majority, whoever they are', (size) => {
    const nodes = nodesOf(size);
    for (const lost of subsetsOf(nodes)) {
      const excused = whyNoRecovery({ nodes, lost: lostOf(...lost) }) !== undefined;
      expect(excused).toBe(2 * (size - lost.length) <= size);
    }
  });

  it('is never excused by nodes that are not its own', () => {
    expect(whyNoRecovery({ nodes: ['n1'], lost: lostOf('n2', 'n3') })).toBeUndefined();
  });

  it('names who is lost, why, and what would have been needed', () => {
    const lost = new Map([
      ['n3', 'its disk is gone'],
      ['n1', 'log.wal is damaged at byte 7'],
    ]);
    expect(whyNoRecovery({ nodes: nodesOf(3), lost })).toBe(
      'unavailable as expected: n1 can never start again (log.wal is damaged at byte 7), n3 can never start again (its disk is gone); the 1 left are no majority of 3',
    );
  });
});

describe('a core', () => {
  const core = (stops: readonly string[], cuts: readonly [string, string][] = []): CorePlan => ({
    stops: stops.map((node, i) => ({ node, how: i % 2 === 0 ? 'dead' : 'cut-off' })),
    cuts: cuts.map(([from, to]) => ({ from, to })),
  });

  it.each(sizes)('of %i nodes is excused exactly when what is left of it is no majority of all', (size) => {
    const nodes = nodesOf(size);
    for (const stopped of subsetsOf(nodes).filter((subset) => size - subset.length >= majorityOf(size))) {
      for (const lost of subsetsOf(nodes)) {
        const left = nodes.filter((node) => !stopped.includes(node) && !lost.includes(node));
        const why = whyNoCore({ nodes, lost: lostOf(...lost) }, core(stopped));
        expect(why === undefined).toBe(left.length >= majorityOf(size));
      }
    }
  });

  it('is not excused by a lost node that was stopped anyway', () => {
    expect(whyNoCore({ nodes: nodesOf(3), lost: lostOf('n3') }, core(['n3']))).toBeUndefined();
    expect(whyNoCore({ nodes: nodesOf(3), lost: lostOf('n2') }, core(['n3']))).toMatch(/^unavailable as expected in the core phase: n2 /);
  });

  it('needs a majority that is left with every link among its own, not just a hub', () => {
    const nodes = nodesOf(5);
    const chain = core(['n5'], [['n1', 'n4']]);
    expect(whyNoCore({ nodes, lost: lostOf() }, chain)).toBeUndefined();
    expect(whyNoCore({ nodes, lost: lostOf('n4') }, chain)).toBeUndefined();
    // With n2 lost, n3 still keeps links to n1 and n4, but these hear nobody else.
    expect(whyNoCore({ nodes, lost: lostOf('n2') }, chain)).toContain('(n1, n3, n4) holds no majority of 5 that keeps every link');
  });

  it.each(sizes)('of %i nodes can serve exactly when some majority lost no link among its own', (size) => {
    const nodes = nodesOf(size);
    const links = nodes.flatMap((from, i) => nodes.slice(i + 1).map((to) => ({ from, to })));
    const majorities = subsetsOf(nodes).filter((subset) => subset.length >= majorityOf(size));
    for (let round = 0; round < 200; round += 1) {
      const cuts = links.filter((_link, i) => draw32(1, 'cut', size, round, i) % 3 === 0);
      const uncut = majorities.some((group) => cuts.every(({ from, to }) => !(group.includes(from) && group.includes(to))));
      expect(canServe(nodes, nodes, cuts)).toBe(uncut);
    }
  });

  it('is what is not stopped', () => {
    expect(coreNodes(nodesOf(5), core(['n2', 'n4']))).toEqual(['n1', 'n3', 'n5']);
  });
});

describe('those who may turn out to serve together', () => {
  const nodes = nodesOf(5);

  it('are all members where nothing is cut, if they are a majority', () => {
    expect(servingGroups(nodes, ['n3', 'n1', 'n2'], [])).toEqual([['n1', 'n2', 'n3']]);
    expect(servingGroups(nodes, ['n1', 'n2'], [])).toEqual([]);
    expect(servingGroups(['n1'], ['n1'], [])).toEqual([['n1']]);
  });

  it('are a node and those it hears and is heard by: a cut in one direction is enough to part two', () => {
    const groups = [
      ['n1', 'n3', 'n4'],
      ['n2', 'n3', 'n4'],
      ['n1', 'n2', 'n3', 'n4'],
    ];
    for (const cut of [
      { from: 'n1', to: 'n2' },
      { from: 'n2', to: 'n1' },
    ])
      expect(servingGroups(nodes, ['n1', 'n2', 'n3', 'n4'], [cut])).toEqual(groups);
  });

  it('are nobody when every node has lost a link too many', () => {
    const ring = ['n1', 'n2', 'n3'].map((from, i) => ({ from, to: `n${((i + 1) % 3) + 1}` }));
    expect(servingGroups(['n1', 'n2', 'n3'], ['n1', 'n2', 'n3'], ring)).toEqual([]);
  });
});

describe('the verdict of an unavailable run', () => {
  it('is valid, says why, and is known again when read back', () => {
    const result = unavailableResult('unavailable as expected: ...');
    expect(result).toMatchObject({ verdict: 'valid', reason: 'unavailable as expected: ...', findings: [] });
    expect(isUnavailable(JSON.parse(JSON.stringify(result)))).toBe(true);
    expect(isUnavailable({ verdict: 'valid', findings: [], data: { state: 'converged' } })).toBe(false);
    expect(isUnavailable(undefined)).toBe(false);
  });
});
