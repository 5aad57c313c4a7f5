import { describe, expect, it } from 'vitest';
import { Scenario } from './test-scenario.ts';
import { checkTrace, expectBroken, leaderWithOldEntry, settled, write } from './test-scenario-cluster.ts';

describe('what is applied, answered and read', () => {
  it('refuses to apply what is not committed, and holes', () => {
    const { scenario, trio } = settled();
    const [n1, n2, n3] = trio;
    n1.propose('a:1');
    n1.apply(2);
    expect(expectBroken(scenario.items, 'apply-after-commit')[0]?.message).toBe(
      'n1 (boot 1) applied index 2, but it had committed only up to index 1.',
    );

    const hole = settled();
    write('a:1', ...hole.trio);
    hole.trio[2].start();
    hole.trio[2].commitIndex = 2;
    const { hash = '' } = hole.trio[2].log[1] ?? {};
    hole.trio[2].say({ event: 'commit', term: 1, role: 'follower', index: 2, entryTerm: 1, hash, matches: null, leader: 'n1' });
    hole.trio[2].apply(2);
    expectBroken(hole.scenario.items, 'apply-after-commit');
    expect(n2.term + n3.term).toBe(2);
  });

  it('refuses to apply something else than the log holds, and different entries or states at one index', () => {
    const { scenario, trio } = settled();
    const [n1, n2] = trio;
    n1.propose('a:1');
    n1.sync();
    n2.follow(n1);
    n1.commit(2, n2);
    const { hash = '' } = n1.log[1] ?? {};
    n2.say({ event: 'commit', term: 1, role: 'follower', index: 2, entryTerm: 1, hash, matches: null, leader: 'n1' });
    n2.apply(2, { hash: 'ff' });
    expectBroken(scenario.items, 'apply-after-commit', 'state-machine-safety');

    const states = settled();
    states.trio[1].start();
    states.trio[1].say({
      event: 'commit',
      term: 1,
      role: 'follower',
      index: 1,
      entryTerm: 1,
      hash: states.trio[1].log[0]?.hash ?? '',
      matches: null,
      leader: 'n1',
    });
    states.trio[1].apply(1, { stateHash: 'another state' });
    expect(expectBroken(states.scenario.items, 'state-machine-safety')[0]?.message).toContain('hold different states');
  });

  it('refuses an answer before the write is applied, or for a replaced one', () => {
    const { scenario, trio } = settled();
    trio[0].propose('a:1');
    trio[0].say({ event: 'reply', term: 1, index: 2, entryTerm: 1, session: 'a', sequence: 1 });
    trio[0].say({ event: 'reply', term: 1, index: 1, entryTerm: 0, session: 'a', sequence: 1 });
    expect(expectBroken(scenario.items, 'apply-after-commit')).toHaveLength(2);
  });

  it('refuses a write that takes effect twice, and lets a duplicate be answered', () => {
    const { scenario, trio } = settled();
    const [n1, n2, n3] = trio;
    write('a:1', n1, n2, n3);
    write('a:1', n1, n2, n3);
    expect(expectBroken(scenario.items, 'exactly-once')[0]?.message).toContain(
      'Write 1 of session a took effect twice: at index 2 (n1, boot 1) and at index 3 (n1, boot 1).',
    );

    const right = settled();
    write('a:1', ...right.trio);
    right.trio[0].start();
    expect(checkTrace(right.scenario.items).verdict).toBe('valid');
  });

  it('refuses reads that nobody confirmed, or that are served too early', () => {
    const { scenario, trio } = settled();
    trio[0].read(null);
    trio[1].read(2);
    trio[2].read(1);
    expect(expectBroken(scenario.items, 'read-unconfirmed').map(({ message }) => message)).toEqual([
      'n1 (boot 1), leader in term 1, answered a read of "k" from what it happened to hold: no leader was asked.',
      'n2 (boot 1), follower in term 1, answered a read of "k" at index 1, though the confirmed read index is 2.',
    ]);
  });

  it('refuses a read index from a leader that has committed nothing of its term', () => {
    const { items, trio } = leaderWithOldEntry();
    trio[0].send(trio[1], { type: 'read-index-reply', term: 3, id: 'n2:1:1', readIndex: 1 });
    expectBroken(items, 'read-unconfirmed');
  });

  it('lets a lone node confirm itself', () => {
    const alone = new Scenario('n1');
    const [n1] = alone.nodes;
    n1?.start();
    n1?.campaign(1);
    n1?.lead(n1);
    n1?.propose('noop');
    n1?.sync();
    n1?.commit(1);
    n1?.read(null);
    expect(checkTrace(alone.items)).toMatchObject({ verdict: 'valid', findings: [] });
  });
});
