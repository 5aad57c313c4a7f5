import { describe, expect, it } from 'vitest';
import type { CheckContext, Finding } from '../../src/core/index.ts';
import { raftSafety } from './index.ts';
import { entry } from './test-scenario.ts';
import { checkTrace, expectBroken, settled, type Trio, write } from './test-scenario-cluster.ts';

/** n2 wins term 2 with the vote of n3. */
function n2Takes([, n2, n3]: Trio): void {
  n2.campaign(2, n3);
  n3.voteFor(n2);
  n2.lead(n2, n3);
}

describe('raft-safety on a right trace', () => {
  it('finds nothing and counts every rule that had something to judge', () => {
    const { scenario, trio } = settled();
    const [n1, n2, n3] = trio;
    write('a:1', n1, n2, n3);
    n2.read(2);
    n1.propose('lost');
    n2Takes(trio);
    write('noop', n2, n3);
    n1.follow(n2);
    n1.commitFrom(n2);
    n3.start();
    n3.follow(n2);
    n3.commitFrom(n2);
    const { verdict, findings, counts } = checkTrace(scenario.items);
    expect(findings).toEqual([]);
    expect(verdict).toBe('valid');
    expect(Object.entries(counts ?? {}).filter(([, count]) => count === 0)).toEqual([]);
  });

  it('is unknown without a trace, and where nothing happened', () => {
    expect(checkTrace([]).verdict).toBe('unknown');
    const session = raftSafety.open({
      plan: { limits: { checkerMemoryBytes: 1e9 } } as CheckContext['plan'],
      model: 'kv',
      traced: false,
      found: () => {},
    });
    expect(session.finish()).toMatchObject({ verdict: 'unknown', reason: 'the system writes no trace' });
  });

  it('tells what is certain at once, and again at the end', () => {
    const { scenario, trio } = settled();
    trio[1].read(null);
    const told: Finding[] = [];
    const { findings } = checkTrace(scenario.items, (finding) => told.push(finding));
    expect(told).toEqual(findings);
    expect(told[0]?.message).toContain('n2 (boot 1), follower in term 1, answered a read of "k"');
  });

  it('is unknown when its memory budget is spent', () => {
    const { scenario } = settled();
    expect(checkTrace(scenario.items, () => {}, 512)).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('memory budget'),
    });
  });
});

describe('elections', () => {
  it('refuses two leaders of one term, and says who voted for whom', () => {
    const { scenario, trio } = settled();
    const [n1, n2, n3] = trio;
    n1.campaign(2, n2, n3);
    n3.voteFor(n1);
    n1.lead(n1, n3);
    n2Takes(trio);
    const findings = expectBroken(scenario.items, 'election-safety');
    expect(findings.map(({ message }) => message)).toEqual([
      'n3 voted for n1 (boot 1) and for n2 (boot 1) in term 2. A node has one vote in a term, whatever crashes.',
      'Term 2 has two leaders: n1 (boot 1, votes of n1, n3) and n2 (boot 1, votes of n2, n3). n3 voted for both: a node has one vote in a term, whatever crashes.',
    ]);
    expect(findings.map(({ evidence }) => evidence)).toEqual([undefined, { term: 2, leaders: ['n1', 'n2'] }]);
  });

  it('refuses a leader without a majority', () => {
    const { scenario, trio } = settled();
    trio[1].campaign(2, trio[2]);
    trio[1].lead(trio[1]);
    expectBroken(scenario.items, 'election-safety');
  });

  it('refuses a vote that was never sent', () => {
    const { scenario, trio } = settled();
    trio[1].campaign(2, trio[2]);
    trio[1].lead(trio[1], trio[2]);
    expect(checkTrace(scenario.items)).toMatchObject({ verdict: 'unknown', reason: expect.stringContaining('ends without it') });
    trio[2].follow(trio[1]);
    expect(expectBroken(scenario.items, 'election-safety')[0]?.message).toContain('n3 voted for nobody in that term');
  });

  it('refuses a term that one node leads twice', () => {
    const { scenario, trio } = settled();
    const [n1, n2] = trio;
    n1.start();
    n1.lead(n1, n2);
    expectBroken(scenario.items, 'election-safety');
  });

  it('refuses a vote that is not durable, and a second one after the crash', () => {
    const { scenario, trio } = settled();
    const [n1, n2, n3] = trio;
    n2.campaign(2, n3);
    n3.enterTerm(2, 'n2');
    n3.grant(n2);
    n2.lead(n2, n3);
    n3.start();
    n1.campaign(2, n3);
    n3.voteFor(n1);
    const findings = expectBroken(scenario.items, 'vote-durability', 'recovery', 'election-safety');
    expect(findings[0]?.message).toBe(
      'n3 (boot 1) told n2 that it votes for it in term 2, but nothing of term 2 was durable on its disk (only term 1). After a crash it may vote again.',
    );
  });

  it('refuses a candidate that asks for votes before its own is durable', () => {
    const { scenario, trio } = settled();
    trio[1].enterTerm(2, 'n2');
    trio[1].become('candidate');
    trio[1].askVote(trio[2]);
    expectBroken(scenario.items, 'vote-durability');
  });

  it('refuses a later leader without a committed entry', () => {
    const { scenario, trio } = settled();
    const [n1, n2, n3] = trio;
    n1.propose('a:1');
    n1.sync();
    n2.follow(n1);
    n1.commit(2, n2);
    n3.campaign(2, n2);
    n2.voteFor(n3);
    n3.lead(n3, n2);
    expect(expectBroken(scenario.items, 'leader-completeness')[0]?.message).toContain(
      'n1 committed index 2 (an entry of term 1) in term 1, but the log of n3',
    );
  });
});

describe('logs', () => {
  it('refuses a leader that removes entries, or adds foreign ones', () => {
    const { scenario, trio } = settled();
    const [n1] = trio;
    n1.propose('a:1');
    n1.truncate(2);
    n1.append(entry(n1.log.at(-1), 0, 'old'));
    expectBroken(scenario.items, 'leader-append-only', 'truncation', 'log-matching');
  });

  it('refuses different entries of the same index and term', () => {
    const { scenario, trio } = settled();
    const [n1, n2] = trio;
    n1.propose('a:1');
    n2.append(entry(n2.log.at(-1), 1, 'b:1'));
    const [finding] = expectBroken(scenario.items, 'log-matching');
    expect(finding?.message).toContain('Two entries of index 2 and term 1 differ: n2 (boot 1) has');
    expect(finding?.evidence).toMatchObject({ index: 2, logs: { n2: { lastIndex: 2 }, 'n1 then': { lastIndex: 2 } } });
  });

  it('refuses a hole in a log', () => {
    const { scenario, trio } = settled();
    trio[1].say({ event: 'append', term: 1, role: 'follower', firstIndex: 3, terms: [1], hashes: ['00000000000000aa'] });
    expectBroken(scenario.items, 'log-matching');
  });

  it('refuses the removal of what is committed, acknowledged in the term, or of the term', () => {
    const { scenario, trio } = settled();
    const [n1, n2, n3] = trio;
    n2.truncate(1);
    n1.propose('a:1');
    n3.follow(n1);
    n3.truncate(2);
    const findings = expectBroken(scenario.items, 'truncation');
    expect(findings.map(({ message }) => message)).toEqual([
      'n2 (boot 1) removed the entries from index 1 on in term 1, though it had committed index 1.',
      'n3 (boot 1) removed the entries from index 2 on in term 1, though it had acknowledged index 2 to the leader of that very term: nothing of it can conflict.',
    ]);
  });

  it('refuses an acknowledgement of entries that are not durable, and their loss', () => {
    const { scenario, trio } = settled();
    const [n1, n2] = trio;
    n1.propose('a:1');
    n2.append(...n1.log.slice(1));
    n2.acknowledge(n1);
    n2.start();
    const findings = expectBroken(scenario.items, 'append-durability', 'recovery');
    expect(findings.map(({ message }) => message)).toEqual([
      'n2 (boot 1) acknowledged index 2 to n1 in term 1, but only the entries up to index 1 were durable on its disk.',
      'n2 (boot 2) had acknowledged index 2 (an entry of term 1) to n1 in term 1 and came back without it: its log ends at index 1 (term 1).',
    ]);
  });

  it('refuses an acknowledgement of what a restart found in the page cache only, until the next fsync', () => {
    const { scenario, trio } = settled();
    const [n1, n2] = trio;
    n1.propose('a:1');
    n2.append(...n1.log.slice(1));
    n2.start({ ...n2.disk, log: n2.log });
    n2.persist();
    n2.acknowledge(n1);
    expect(checkTrace(scenario.items).verdict).toBe('valid');
    n2.append(entry(n2.log.at(-1), 1, 'a:2'));
    n2.start({ ...n2.disk, log: n2.log });
    n2.acknowledge(n1);
    expectBroken(scenario.items, 'append-durability');
  });

  it('refuses a restart without a durable entry, in a lower term, with another vote', () => {
    const { scenario, trio } = settled();
    const [, n2, n3] = trio;
    n2.start({ log: [], term: 1, votedFor: 'n1' });
    n3.start({ ...n3.disk, term: 0 });
    const lost = expectBroken(scenario.items, 'recovery');
    expect(lost.map(({ message }) => message)).toEqual([
      expect.stringContaining('n2 (boot 2) had acknowledged index 1'),
      'n3 (boot 2) came back in term 0, though term 1 was durable.',
    ]);
    const other = settled();
    other.trio[1].start({ ...other.trio[1].disk, votedFor: 'n3' });
    expect(expectBroken(other.scenario.items, 'recovery')[0]?.message).toContain(
      'with a vote for n3, though it had voted for n1 in that term',
    );
  });

  it('lets a restart find more than was durable, and a truncation that was not', () => {
    const { scenario, trio } = settled();
    const [n1, n2, n3] = trio;
    n1.propose('a:1');
    n1.sync();
    n2Takes(trio);
    n2.propose('noop');
    n2.sync();
    n1.enterTerm(2);
    n1.persistVote();
    n1.become('follower');
    n1.truncate(2);
    n1.append(...n2.log.slice(1));
    const { log } = n1;
    n1.start();
    n1.start({ ...n1.disk, log });
    n1.follow(n2);
    n3.follow(n2);
    expect(checkTrace(scenario.items)).toMatchObject({ verdict: 'valid', findings: [] });
  });
});
