import { describe, expect, it } from 'vitest';
import { raft } from '../../nodes/raft/system.ts';
import type { Json, Plan } from '../core/index.ts';
import { LOCAL_PATIENCE, patienceOf } from './convergence.ts';
import type { CoreResult } from './core-phase.ts';
import type { NodeAnswers } from './final-reads.ts';
import { type LivenessEvidence, livenessOf, livenessRemarks } from './liveness.ts';
import { raftSmokePlan } from './test-plan.ts';

const plan: Plan = {
  ...raftSmokePlan,
  phases: { ...raftSmokePlan.phases, coreMs: 1000, convergenceMs: 2000 },
  core: { stops: [{ node: 'n3', how: 'cut-off' }], cuts: [] },
  world: 'simulated',
};
const body = (node: string, appliedIndex: number, more: object = {}): Json => ({
  node,
  role: node === 'n2' ? 'leader' : 'follower',
  term: 3,
  leader: 'n2',
  commitIndex: 82,
  appliedIndex,
  stateHash: 'abc',
  log: { entries: 82 },
  ...more,
});
const bodies = new Map([
  ['n1', body('n1', 0)],
  ['n2', body('n2', 82)],
]);
const stuck: CoreResult = { state: 'stuck', waitedMs: 1000, waitedFor: 'election', bodies };
const apart: LivenessEvidence['convergence'] = { state: 'apart', waitedMs: 2034, bodies };
const converged: LivenessEvidence['convergence'] = { state: 'converged', afterMs: 12.3 };

describe('the verdict on liveness', () => {
  it('is unknown for a run that did not get so far', () => {
    expect(livenessOf({}, plan, raft)).toMatchObject({ verdict: 'unknown', findings: [] });
    expect(livenessOf({ core: { state: 'served', afterMs: 1, againMs: 1 } }, plan, raft).verdict).toBe('unknown');
  });

  it('holds nothing against a system of the user’s that no client was ever able to ask', () => {
    const mine: Plan = { ...plan, system: { ...plan.system, from: './mine.mjs' } };
    const silent: NodeAnswers = { okCount: 0, errors: ['timeout', 'timeout'] };
    const answers = new Map([['n1', silent]]);
    expect(livenessOf({ convergence: converged, answers, okCount: 0 }, plan, raft).verdict).toBe('invalid');
    expect(livenessOf({ convergence: converged, answers, okCount: 1 }, mine, raft).verdict).toBe('invalid');
    expect(livenessOf({ convergence: converged, answers, okCount: 0 }, mine, raft)).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('nothing shows that the client of ./mine.mjs can talk to the system'),
    });
  });

  it('believes `converged` of such a system only where it has once said yes', () => {
    const mine: Plan = { ...plan, system: { ...plan.system, from: './mine.mjs' } };
    expect(livenessOf({ convergence: apart, togetherAtStart: true, okCount: 9 }, mine, raft).verdict).toBe('invalid');
    expect(livenessOf({ convergence: apart, togetherAtStart: false, okCount: 9 }, plan, raft).verdict).toBe('invalid');
    expect(livenessOf({ convergence: apart, togetherAtStart: false, okCount: 9 }, mine, raft)).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining("`converged` of ./mine.mjs may compare what is each node's own"),
    });
  });

  it('concludes nothing from statuses that differ where nobody has said what must be the same, but does from one that is missing', () => {
    const guessed = { ...raft, comparesAll: true };
    const bodies = (second: Json | undefined) =>
      new Map<string, Json | undefined>([
        ['n1', { version: 3, served: 7 }],
        ['n2', second],
      ]);
    const at = (second: Json | undefined) =>
      livenessOf({ convergence: { state: 'apart', waitedMs: 9, bodies: bodies(second) }, okCount: 9 }, plan, guessed);
    expect(at({ version: 3, served: 8 })).toMatchObject({ verdict: 'unknown', reason: expect.stringContaining('at the end (served): ') });
    expect(at(undefined).verdict).toBe('invalid');
  });

  it('lets a follower of such a system send readers to the leader, as long as there is one that answers', () => {
    const mine: Plan = { ...plan, system: { ...plan.system, from: './mine.mjs' } };
    const sends: NodeAnswers = { okCount: 0, errors: ['not-leader', 'not-leader'] };
    const answered = (okCount: number) =>
      new Map([['n1', sends] as const, ['n2', { okCount, errors: okCount > 0 ? [] : sends.errors }] as const]);
    expect(livenessOf({ convergence: converged, answers: answered(2), okCount: 9 }, mine, raft).verdict).toBe('valid');
    expect(livenessOf({ convergence: converged, answers: answered(0), okCount: 9 }, mine, raft).verdict).toBe('invalid');
    expect(livenessOf({ convergence: converged, answers: answered(2), okCount: 9 }, plan, raft).verdict).toBe('invalid');
  });

  it('is valid when the core served, or could not, and the healed cluster came together', () => {
    expect(livenessOf({ convergence: converged }, plan, raft)).toEqual({
      verdict: 'valid',
      findings: [],
      data: { afterMs: 12, state: 'converged' },
    });
    for (const core of [
      { state: 'served', afterMs: 1, againMs: 1 },
      { state: 'unavailable', why: 'so' },
    ] as const)
      expect(livenessOf({ core, convergence: converged }, plan, raft)).toMatchObject({ verdict: 'valid', data: { core: core.state } });
  });

  it('is invalid for a stuck core, whatever came after, and tells who was away, what was waited for and what each node says', () => {
    for (const convergence of [undefined, converged, { state: 'unavailable', why: 'so' }] as const) {
      const { verdict, findings } = livenessOf({ core: stuck, ...(convergence === undefined ? {} : { convergence }) }, plan, raft);
      expect([verdict, findings.map(({ rule }) => rule)]).toEqual(['invalid', ['core-stuck']]);
      expect(findings[0]?.message).toBe(
        'The core (n1, n2; n3 cut off) did not serve within 1.0 s of virtual time: the applied index differs (n1: 0, n2: 82). ' +
          'n1 follows n2 in term 3, applied 0 of 82; n2 leads term 3, applied 82 of 82.',
      );
    }
  });

  it('says which probe failed, and after how long alone', () => {
    const core = { ...stuck, waitedFor: 'commit', heldMs: 900, trouble: 'the last, at n1, ended with no-leader' } as const;
    expect(livenessOf({ core }, plan, raft).findings[0]?.message).toContain(
      'The core (n1, n2; n3 cut off) served at first, was left alone for 0.9 s, and did not serve again within 1.0 s of virtual time: ' +
        'no write was answered ok (the last, at n1, ended with no-leader). n1 follows',
    );
  });

  it('names what differs, in a message of bounded length; what the nodes say in full stands in the evidence', () => {
    const nodes = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7'];
    const messageOf = (more: (node: string) => Json | undefined) => {
      const all = new Map(nodes.map((node) => [node, more(node)]));
      const { findings } = livenessOf({ convergence: { state: 'apart', waitedMs: 2034, bodies: all } }, plan, raft);
      expect(findings[0]?.evidence?.['states']).toHaveLength(7);
      return findings[0]?.message ?? '';
    };
    const ends = (node: string) => node.slice(1);
    for (const [message, expected] of [
      [
        messageOf((node) => body(node, 82, { leader: null })),
        'within 2.0 s of virtual time: there is no leader. n1 follows nobody in term 3',
      ],
      [messageOf((node) => body(node, 82, node === 'n4' ? { leader: null } : {})), 'n4 knows of no leader'],
      [messageOf((node) => body(node, 82, { leader: node })), 'they name different leaders (n1: n1, n2: n2,'],
      [messageOf((node) => body(node, 82, { term: Number(ends(node)) })), 'they are in different terms (n1: 1,'],
      [messageOf((node) => body(node, 80)), 'have not applied all that is committed'],
      [messageOf((node) => body(node, 82, { stateHash: ends(node) })), 'the state differs at the same applied index'],
      [messageOf((node) => (node === 'n3' ? undefined : body(node, 82))), 'n3 does not answer'],
    ] as const) {
      expect(message).toContain(expected);
      expect(message).toMatch(/more in the evidence\.$/);
      expect(message.length).toBeLessThan(330);
    }
  });

  it('does without words that a system has none for', () => {
    const { describeStatus: _status, describeApart: _apart, ...plain } = raft;
    expect(livenessOf({ convergence: apart }, plan, plain).findings[0]?.message).toBe(
      'With every fault ended and every node started again, the nodes did not come to hold the same within 2.0 s of virtual time: what they hold differs.',
    );
    expect(livenessOf({ convergence: apart }, { ...plan, world: 'local' }, plain).findings[0]?.message).toContain(
      'within the 2.0 s that are allowed: ',
    );
    const patient = { ...apart, waitedMs: 6010 };
    expect(livenessOf({ convergence: patient }, { ...plan, world: 'local' }, raft).findings[0]?.message).toContain(
      'within the 2.0 s that are allowed, nor within three times as long (waited 6.0 s): ',
    );
  });

  it('holds both findings when the healed cluster did not come together either', () => {
    const { findings, reason } = livenessOf({ core: stuck, convergence: apart }, plan, raft);
    expect(findings.map(({ rule }) => rule)).toEqual(['core-stuck', 'no-convergence']);
    expect(reason).toBe(findings.map(({ message }) => message).join(' '));
  });

  it('is invalid for a node that answered none of its final reads, though it held the same', () => {
    const silent: NodeAnswers = { okCount: 0, errors: ['timeout', 'no-leader', 'timeout'] };
    const well: NodeAnswers = { okCount: 1, errors: ['timeout', 'timeout'] };
    const answers = new Map<string, NodeAnswers>([
      ['n1', well],
      ['n2', silent],
      ['n3', { okCount: 0, errors: [] }],
    ]);
    for (const convergence of [converged, { state: 'slow', afterMs: 2500 }] as const) {
      const { verdict, findings } = livenessOf({ convergence, answers }, plan, raft);
      expect([verdict, findings.length]).toEqual(['invalid', 1]);
      expect(findings[0]?.message).toContain('n2 was up');
      expect(findings[0]?.message).toContain('none of its 3 final reads was answered: timeout (2), no-leader (1).');
    }
    // Nodes that did not come together are the finding themselves.
    expect(livenessOf({ convergence: apart, answers }, plan, raft).findings.map(({ rule }) => rule)).toEqual(['no-convergence']);
  });

  it('needs two failed final reads', () => {
    const failed = (...errors: readonly 'timeout'[]): LivenessEvidence => ({
      convergence: converged,
      answers: new Map([['n1', { okCount: 0, errors }]]),
    });
    expect(livenessOf(failed('timeout'), plan, raft).verdict).toBe('valid');
    expect(livenessOf(failed('timeout', 'timeout'), plan, raft).verdict).toBe('invalid');
  });

  it('is valid for a cluster that could not recover by theory', () => {
    expect(livenessOf({ convergence: { state: 'unavailable', why: 'so' } }, plan, raft)).toMatchObject({ verdict: 'valid', reason: 'so' });
  });

  it('is remarked upon where something was slow or impossible', () => {
    expect(livenessRemarks({ core: stuck, convergence: converged })).toEqual([]);
    expect(
      livenessRemarks({ core: { state: 'slow', afterMs: 20, againMs: 1500.4 }, convergence: { state: 'slow', afterMs: 2500 } }).map(
        (remark) => remark.replace(/ .*/, ''),
      ),
    ).toEqual(['slow:', 'slow:']);
    expect(livenessRemarks({ core: { state: 'unavailable', why: 'a' }, convergence: { state: 'unavailable', why: 'b' } })).toEqual([
      'a',
      'b',
    ]);
  });
});

describe('patience', () => {
  it('is for the noise of a real machine, and for runs that nothing is proven against', () => {
    expect(patienceOf({ ...plan, world: 'local' }, false)).toBe(LOCAL_PATIENCE);
    expect(patienceOf({ ...plan, world: 'local' }, true)).toBe(1);
    expect(patienceOf({ ...plan, world: 'simulated' }, false)).toBe(1);
  });
});
