import { describe, expect, it } from 'vitest';
import { checkTrace, expectBroken, leaderWithOldEntry, settled, write } from './test-scenario-cluster.ts';

describe('commits', () => {
  it('refuses the commit of an earlier term by counting (Figure 8)', () => {
    const { items, trio } = leaderWithOldEntry();
    const [n1, , n3] = trio;
    n3.follow(n1);
    n1.commit(2, n3);
    const [finding] = expectBroken(items, 'commit-legality');
    expect(finding?.message).toContain('n1, leader of term 3 (boot 1), committed index 2 by counting, and that entry is of term 1.');
    expect(finding?.evidence).toMatchObject({ index: 2, logs: { n1: { lastIndex: 2 }, 'n1 durable': { lastIndex: 2 } } });
  });

  it('takes the commit of earlier terms along with one of its own', () => {
    const { items, trio } = leaderWithOldEntry();
    write('noop', trio[0], trio[2]);
    expect(checkTrace(items)).toMatchObject({ verdict: 'valid', findings: [] });
  });

  it('refuses a commit that a minority holds', () => {
    const { scenario, trio } = settled();
    trio[0].propose('a:1');
    trio[0].sync();
    trio[0].commit(2);
    expect(expectBroken(scenario.items, 'commit-legality')[0]?.message).toContain('held by n1: 1 of 3 voters is no majority');
  });

  it('refuses a commit that counts the leader before its own disk', () => {
    const { scenario, trio } = settled();
    const [n1, n2] = trio;
    n1.propose('a:1');
    n2.follow(n1);
    n1.say({
      event: 'commit',
      term: 1,
      role: 'leader',
      index: 2,
      entryTerm: 1,
      hash: n1.log[1]?.hash ?? '',
      matches: { n1: 2, n2: 2 },
      leader: null,
    });
    expect(expectBroken(scenario.items, 'commit-legality')[0]?.message).toContain(
      'counted itself for index 2, but on its disk only the entries up to 1',
    );
  });

  it('lets a leader commit what it has not synced itself', () => {
    const { scenario, trio } = settled();
    const [n1, n2, n3] = trio;
    n1.propose('a:1');
    n2.follow(n1);
    n3.follow(n1);
    n1.say({
      event: 'commit',
      term: 1,
      role: 'leader',
      index: 2,
      entryTerm: 1,
      hash: n1.log[1]?.hash ?? '',
      matches: { n1: 1, n2: 2, n3: 2 },
      leader: null,
    });
    expect(checkTrace(scenario.items)).toMatchObject({ verdict: 'valid', findings: [] });
  });

  it('refuses a leader that counts what was never acknowledged', () => {
    const { scenario, trio } = settled();
    const [n1, n2] = trio;
    n1.propose('a:1');
    n1.sync();
    n1.say({
      event: 'commit',
      term: 1,
      role: 'leader',
      index: 2,
      entryTerm: 1,
      hash: n1.log[1]?.hash ?? '',
      matches: { n1: 2, n2: 2 },
      leader: null,
    });
    expect(checkTrace(scenario.items)).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('ends without its acknowledgement'),
    });
    n2.enterTerm(2);
    expect(expectBroken(scenario.items, 'commit-legality')[0]?.message).toBe(
      'n1 counted n2 among the holders of index 2 in term 1, but n2 acknowledged no more than index 1 to it in that term.',
    );
  });

  it('refuses an acknowledgement of another log than the leader committed', () => {
    const { items, trio } = leaderWithOldEntry();
    const [n1, n2] = trio;
    n2.propose('other');
    n2.sync();
    n2.enterTerm(3);
    n2.persistVote();
    n2.become('follower');
    n2.acknowledge(n1, 2);
    n1.propose('noop');
    n1.sync();
    n1.say({
      event: 'commit',
      term: 3,
      role: 'leader',
      index: 2,
      entryTerm: 1,
      hash: n1.log[1]?.hash ?? '',
      matches: { n1: 3, n2: 2 },
      leader: null,
    });
    const findings = expectBroken(items, 'commit-legality');
    expect(findings.at(-1)?.message).toContain('but what n2 acknowledged held another entry there');
  });

  it('refuses a follower that commits what no leader has, or something else', () => {
    const { scenario, trio } = settled();
    const [n1, n2] = trio;
    n1.propose('a:1');
    n1.sync();
    n2.follow(n1);
    n2.commitFrom(n1, 2);
    expect(checkTrace(scenario.items)).toMatchObject({ verdict: 'unknown', reason: expect.stringContaining('ends without that commit') });
    n1.enterTerm(2);
    expect(expectBroken(scenario.items, 'commit-legality')[0]?.message).toContain('committed index 2, and no leader ever committed so far');

    const other = leaderWithOldEntry();
    other.trio[1].propose('stale');
    write('noop', other.trio[0], other.trio[2]);
    other.trio[1].commitFrom(other.trio[0], 2);
    expectBroken(other.items, 'commit-legality', 'state-machine-safety');
  });

  it('refuses a commit that the own log does not hold', () => {
    const { scenario, trio } = settled();
    trio[1].say({ event: 'commit', term: 1, role: 'follower', index: 2, entryTerm: 1, hash: 'ff', matches: null, leader: 'n1' });
    expectBroken(scenario.items, 'commit-legality');
  });

  it('refuses a commit index, a term or an applied index that goes back', () => {
    const { scenario, trio } = settled();
    const [n1, n2, n3] = trio;
    write('a:1', n1, n2, n3);
    n2.commitFrom(n1, 1);
    n3.say({ event: 'term', term: 0, from: 1 });
    n1.apply(2);
    expect(expectBroken(scenario.items, 'monotonic').map(({ message }) => message)).toEqual([
      'n2 (boot 1) had committed index 2, and its commit index is back at 1.',
      'n3 (boot 1) was in term 1 and is back in term 0.',
      'n1 (boot 1) had applied index 2, and applies index 2 again.',
    ]);
  });
});
