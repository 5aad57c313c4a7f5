import { describe, expect, it } from 'vitest';
import type { FaultStep, HistoryEvent, TraceEvent } from '../../core/index.ts';
import { makeRun } from '../test-runs/index.ts';
import { collectReport, type Fate, fateCodes, type MessageColumns } from './index.ts';

const base = makeRun({ operationCount: 10, outcome: 'pass' });
const nodes = base.plan.system.nodes;

interface Case {
  readonly step?: FaultStep;
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly target?: readonly string[];
  readonly sent: readonly (readonly [from: string, to: string, atMs: number, type: string, fields?: Readonly<Record<string, number>>])[];
  /** Instead of what was sent. */
  readonly trace?: readonly TraceEvent[];
}

/** What is told of messages sent while one fault held, from 100 to 200 ms unless it says otherwise. */
function messagesOf({ step, fromMs = 100, toMs = 200, target = [], sent, ...given }: Case): MessageColumns {
  const nemesis = (index: number, ms: number, f: 'phase' | 'fault-begin' | 'fault-end', value: object): HistoryEvent =>
    ({ index, time: ms * 1e6, process: 'nemesis', type: 'info', f, value }) as HistoryEvent;
  const history = [
    ...(step === undefined
      ? []
      : [
          nemesis(0, fromMs, 'fault-begin', { id: step.id, kind: step.kind, target: [...target] }),
          nemesis(1, toMs, 'fault-end', { id: step.id, state: 'in-force', effect: null }),
        ]),
    nemesis(2, 1000, 'phase', { name: 'stop' }),
  ];
  const made = sent.map(
    ([node, to, at, type, fields], i): TraceEvent => ({ node, boot: 1, seq: i + 1, at, event: 'send', to, type, term: 1, ...fields }),
  );
  return collectReport({
    ...base,
    plan: { ...base.plan, faults: step === undefined ? [] : [step] },
    verdict: { ...base.verdict, faults: [] },
    history,
    trace: given.trace ?? made,
    monotonicStartMs: 0,
  }).messages;
}

function fatesOf(given: Case): Fate[] {
  const names = Object.keys(fateCodes) as Fate[];
  const { fate, count } = messagesOf(given);
  return Array.from({ length: count }, (_, i) => names[fate[i] ?? -1] ?? 'sent');
}

const when = { atMs: 0 };
const isolate: FaultStep = { id: 'p', kind: 'partition', shape: 'isolate', target: 'leader', when };

describe('messages of a report', () => {
  it('have arrived where they were answered, whichever trace comes first', () => {
    const { fate, untilUs, atUs } = messagesOf({
      sent: [
        ['n2', 'n1', 12, 'append-reply', { round: 7 }],
        ['n1', 'n2', 10, 'append', { round: 7 }],
        ['n1', 'n3', 11, 'append', { round: 7 }],
      ],
    });
    expect([atUs[0], untilUs[0], fate[0]]).toEqual([10_000, 12_000, fateCodes.answered]);
    expect([fate[1], fate[2]]).toEqual([fateCodes.sent, fateCodes.sent]);
  });

  it('are lost on a link that a fault had cut, in the direction that it cut', () => {
    const sent = [
      ['n1', 'n2', 50, 'append'],
      ['n1', 'n2', 150, 'append'],
      ['n2', 'n3', 151, 'append'],
      ['n1', 'n2', 250, 'append'],
    ] as const;
    expect(fatesOf({ step: isolate, target: ['n1'], sent })).toEqual(['sent', 'lost', 'sent', 'sent']);
    const oneWay: FaultStep = { ...isolate, shape: 'one-way' };
    const both = [
      ['n1', 'n2', 150, 'append'],
      ['n2', 'n1', 151, 'append'],
    ] as const;
    expect(fatesOf({ step: oneWay, target: ['n1'], sent: both })).toEqual(['lost', 'sent']);
    expect(fatesOf({ step: { ...oneWay, direction: 'in' }, target: ['n1'], sent: both })).toEqual(['sent', 'lost']);
    expect(fatesOf({ step: { ...isolate, shape: 'halves' }, target: ['n1', 'n2'], sent: both })).toEqual(['sent', 'sent']);
  });

  it('are not called lost where the record does not say so', () => {
    // Which links a ring cuts was drawn; near a fault's begin and end it is not known which came first.
    expect(fatesOf({ step: { ...isolate, shape: 'ring' }, sent: [['n1', 'n2', 150, 'append']] })).toEqual(['maybe']);
    expect(fatesOf({ step: isolate, target: ['n1'], sent: [['n1', 'n2', 101, 'append']] })).toEqual(['maybe']);
    const drop: FaultStep = { id: 'd', kind: 'drop', from: 'n1', to: 'any', probability: 0.5, match: { type: 'append' }, when };
    const sent = [
      ['n1', 'n2', 150, 'append', { round: 1 }],
      ['n1', 'n2', 151, 'vote'],
      ['n1', 'n2', 152, 'append', { round: 2 }],
      ['n2', 'n1', 153, 'append-reply', { round: 2 }],
    ] as const;
    expect(fatesOf({ step: drop, target: ['n1 -> n2'], sent })).toEqual(['maybe', 'sent', 'answered', 'sent']);
    expect(fatesOf({ step: { ...drop, probability: 1 }, target: ['n1 -> n2'], sent: sent.slice(0, 2) })).toEqual(['lost', 'sent']);
    const some: FaultStep = { id: 'd', kind: 'drop', from: 'n1', to: 'any', match: { type: 'append', fields: { round: 9 } }, when };
    expect(fatesOf({ step: some, target: ['n1 -> n2'], sent: sent.slice(0, 1) })).toEqual(['maybe']);
  });

  it('of one round are told apart by what the answer says, else none is said to have arrived', () => {
    const two = (previousIndex: number) =>
      [
        ['n1', 'n2', 10, 'append', { round: 7, previousIndex: 10, count: 0 }],
        ['n1', 'n2', 12, 'append', { round: 7, previousIndex, count: 1 }],
        ['n2', 'n1', 14, 'append-reply', { round: 7, matchIndex: 12 }],
      ] as const;
    expect(fatesOf({ sent: two(11) })).toEqual(['sent', 'answered', 'sent']);
    expect(fatesOf({ sent: two(9) })).toEqual(['sent', 'sent', 'sent']);
  });

  it('are not called lost where the receiver was back before they were there, or a fault kept them so long', () => {
    const kill: FaultStep = { id: 'k', kind: 'kill', target: 'one', when };
    const to = (atMs: number) => ({ step: kill, target: ['n2'], toMs: 500, sent: [['n1', 'n2', atMs, 'append']] }) as const;
    expect(fatesOf(to(250))).toEqual(['lost']);
    expect(fatesOf(to(495))).toEqual(['maybe']);
  });

  it('are lost where the receiver was down, and late or doubled by faults that do that', () => {
    const sent = [['n1', 'n2', 150, 'append']] as const;
    expect(fatesOf({ step: { id: 'k', kind: 'kill', target: 'one', when }, target: ['n2'], toMs: 400, sent })).toEqual(['lost']);
    const ends = { from: 'n1', to: 'n2', when } as const;
    const target = ['n1 -> n2'];
    expect(fatesOf({ step: { id: 'f', kind: 'delay', latencyMs: 40, ...ends }, target, sent })).toEqual(['delayed']);
    expect(fatesOf({ step: { id: 'f', kind: 'duplicate', ...ends }, target, sent })).toEqual(['doubled']);
    const held = messagesOf({ step: { id: 'f', kind: 'hold', ...ends }, target, sent });
    expect([held.fate[0], held.untilUs[0]]).toEqual([fateCodes.held, 200_000]);
  });

  it('are lost to and from a node that the core phase cut off, though no step of the plan says so', () => {
    const node = 'n5';
    const plan = { ...base.plan, faults: [], core: { stops: [{ node, how: 'cut-off' as const }], cuts: [{ from: 'n1', to: 'n2' }] } };
    const begin = (index: number, id: string, target: string): HistoryEvent =>
      ({
        index,
        time: 1e8,
        process: 'nemesis',
        type: 'info',
        f: 'fault-begin',
        value: { id, kind: 'partition', target: [target] },
      }) as HistoryEvent;
    const send = (from: string, to: string, seq: number): TraceEvent => ({
      node: from,
      boot: 1,
      seq,
      at: 150,
      event: 'send',
      to,
      type: 'append',
    });
    const history = [
      begin(0, 'core-n5', node),
      begin(1, 'core-n1-n2', 'n1 -> n2'),
      { index: 2, time: 1e9, process: 'nemesis', type: 'info', f: 'phase', value: { name: 'stop' } } as HistoryEvent,
    ];
    const trace = [send('n1', node, 1), send('n1', 'n2', 2), send('n2', 'n1', 1)];
    const verdict = { ...base.verdict, faults: [] };
    const { messages } = collectReport({ ...base, plan, verdict, history, trace, monotonicStartMs: 0 });
    expect([messages.fate[0], messages.fate[1], messages.fate[2]]).toEqual([fateCodes.lost, fateCodes.lost, fateCodes.sent]);
  });

  it('of a long run are kept around its findings, and the rest is counted', () => {
    const run = makeRun({ operationCount: 2000, outcome: 'violation' });
    const many = function* (): Generator<TraceEvent> {
      yield* run.trace;
      for (let i = 0; i < 60_000; i += 1)
        yield {
          node: nodes[i % 5] ?? 'n1',
          boot: 9,
          seq: i + 1,
          at: (run.monotonicStartMs ?? 0) + i / 6,
          event: 'send',
          to: 'n1',
          type: 'ping',
        };
    };
    const { messages } = collectReport({ ...run, trace: many() });
    expect(messages.count).toBeLessThanOrEqual(30_000);
    expect(messages.count + messages.omitted).toBeGreaterThanOrEqual(60_000);
    const times = Array.from({ length: messages.count }, (_, i) => messages.atUs[i] ?? 0);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    // The stale read of the made-up run.
    expect(times.some((us) => us > 5_900_000 && us < 6_000_000)).toBe(true);
    expect(times.some((us) => us < 1_000_000)).toBe(false);
  });
});

describe('messages of a report whose nodes note what arrives', () => {
  const send = (seq: number, at: number, to = 'n2'): TraceEvent => ({
    node: 'n1',
    boot: 1,
    seq,
    at,
    event: 'send',
    to,
    type: 'vote',
    term: 1,
  });
  const receive = (seq: number, at: number, fromSeq: number, node = 'n2'): TraceEvent => ({
    ...{ node, boot: 1, seq, at, event: 'receive' },
    ...{ from: 'n1', fromBoot: 1, fromSeq },
  });
  const told = (seq: number, at: number, node = 'n2'): TraceEvent => ({ node, boot: 1, seq, at, event: 'term', term: 1, from: 0 });
  const collected = (trace: readonly TraceEvent[], more: Partial<Case> = {}) => messagesOf({ ...more, sent: [], trace });

  it('have arrived when that was noted, in whichever order the traces come, and lost ones never have', () => {
    const trace = [receive(1, 12.5, 1), told(2, 1200), send(1, 10), send(2, 11), send(3, 12, 'n3'), told(1, 1500, 'n3')];
    const { exact, fate, untilUs } = collected(trace);
    expect(exact).toBe(true);
    expect([...(fate as number[])]).toEqual([fateCodes.arrived, fateCodes.lost, fateCodes.lost]);
    expect([...(untilUs as number[])]).toEqual([12_500, -1, -1]);
  });

  it('came twice where that was noted twice', () => {
    const { fate, untilUs } = collected([send(1, 10), receive(1, 11, 1), receive(2, 14, 1)]);
    expect([fate[0], untilUs[0]]).toEqual([fateCodes.doubled, 11_000]);
  });

  it('are not called lost where they may be under way when the record ends, may still be held back, or the record has a hole', () => {
    const first = [send(1, 10), receive(1, 11, 1)];
    const fates = (trace: readonly TraceEvent[], more: Partial<Case> = {}) =>
      [...(collected([...first, ...trace], more).fate as number[])].slice(1);
    expect(fates([send(2, 500), told(2, 1499)])).toEqual([fateCodes.sent]);
    expect(fates([send(2, 500), told(2, 1501)])).toEqual([fateCodes.lost]);
    expect(fates([send(2, 500), told(3, 1501)])).toEqual([fateCodes.sent]);
    const hold: FaultStep = { id: 'h', kind: 'hold', from: 'n1', to: 'n2', when };
    const held = { step: hold, target: ['n1 -> n2'], fromMs: 100, toMs: 900 };
    expect(fates([send(2, 500), told(2, 1899)], held)).toEqual([fateCodes.sent]);
    expect(fates([send(2, 500), told(2, 1901)], held)).toEqual([fateCodes.lost]);
    expect(fates([send(2, 500), receive(2, 901, 2)], held)).toEqual([fateCodes.held]);
    expect(fates([send(2, 500), receive(2, 502, 2)], held)).toEqual([fateCodes.arrived]);
  });

  it('to a node that never comes back are lost, however soon its record ends', () => {
    const kill: FaultStep = { id: 'k', kind: 'kill', target: 'one', when };
    const trace = [send(1, 10), receive(1, 11, 1), send(2, 950)];
    expect(collected(trace, { step: kill, target: ['n2'], fromMs: 100, toMs: 1000 }).fate[1]).toBe(fateCodes.lost);
  });

  it('that arrived were not cut off, whatever a fault is said to have done', () => {
    const trace = [send(1, 150), receive(1, 151, 1), send(2, 152), told(2, 1500)];
    const { fate, fault } = collected(trace, { step: isolate, target: ['n1'] });
    expect([fate[0], fault[0], fate[1], fault[1]]).toEqual([fateCodes.arrived, -1, fateCodes.lost, 0]);
  });
});

describe('nodes of a report', () => {
  it('are up while they speak: a death that is noticed late does not take the next boot with it', () => {
    const event = (boot: number, seq: number, at: number, name: string): TraceEvent => ({
      node: 'n2',
      boot,
      seq,
      at,
      event: name,
      term: 1,
    });
    const trace = [event(1, 1, 10, 'boot'), event(2, 1, 300, 'boot'), event(2, 2, 900, 'term')];
    const died = { node: 'n2', boot: 1, how: 'exit code 70' };
    const history = [
      { index: 0, time: 400e6, process: 'nemesis', type: 'info', f: 'node-died', value: died },
      { index: 1, time: 1e9, process: 'nemesis', type: 'info', f: 'phase', value: { name: 'stop' } },
    ] as HistoryEvent[];
    const report = collectReport({ ...base, plan: { ...base.plan, faults: [] }, history, trace, monotonicStartMs: 0 });
    expect(report.nodes.find(({ node }) => node === 'n2')?.states.filter(({ fromMs, toMs }) => toMs > fromMs)).toEqual([]);
  });
});

describe('clocks of a report', () => {
  it('are off by what a fault made them jump, also when it has ended', () => {
    const step: FaultStep = { id: 'c', kind: 'clock', target: ['n2'], offsetMs: 300, driftPpm: 100_000, when };
    const history = [
      ['fault-begin', 100, { id: 'c', kind: 'clock', target: ['n2'] }],
      ['fault-end', 200, { id: 'c', state: 'in-force', effect: null }],
      ['phase', 1000, { name: 'stop' }],
    ].map(([f, ms, value], index) => ({ index, time: Number(ms) * 1e6, process: 'nemesis', type: 'info', f, value }) as HistoryEvent);
    const report = collectReport({
      ...base,
      plan: { ...base.plan, faults: [step] },
      verdict: { ...base.verdict, faults: [] },
      history,
      trace: [],
      monotonicStartMs: 0,
    });
    const [n1, n2] = report.nodes.map(({ clock }) => clock.atMs.map((ms, i) => [ms, clock.value[i]]));
    expect(n1).toEqual([]);
    expect(n2).toEqual([
      [0, 0],
      [0, 0],
      [100, 0],
      [100, 300],
      [200, 310],
      [200, 310],
      [1000, 310],
      [1000, 310],
    ]);
  });
});
