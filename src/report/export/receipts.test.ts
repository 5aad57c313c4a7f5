import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../core/index.ts';
import { deliveriesOf } from './delivered.ts';
import { mergeTraces } from './merge-traces.ts';
import { RaftReceipts } from './raft-receipts.ts';
import { contentOf, type SentMessage } from './sent-messages.ts';
import { recordedSource } from './test-source.ts';

describe('what a node must have received', () => {
  it('was delivered, as the simulated network has noted it', () => {
    const { traces, eventLog } = recordedSource();
    const deliveredAt = new Map<string, number>();
    for (const { from, to, type, content, atMs } of deliveriesOf(eventLog())) {
      const key = [from, to, type, content].join(' ');
      if (!deliveredAt.has(key)) deliveredAt.set(key, atMs);
    }
    const receipts = new RaftReceipts();
    const keys = new Map<SentMessage, string>();
    let proven = 0;
    for (const event of mergeTraces(traces)) {
      for (const { message, isOnly } of receipts.provenBy(event)) {
        expect(message.to).toBe(event.node);
        if (!isOnly) continue;
        proven += 1;
        expect(deliveredAt.get(keys.get(message) ?? '')).toBeLessThanOrEqual(event.at);
      }
      if (event.event !== 'send') continue;
      const message = messageOf(event);
      keys.set(message, [message.from, message.to, message.type, JSON.stringify(contentOf(event))].join(' '));
      receipts.sent(message, event);
    }
    expect(proven).toBeGreaterThan(30);
  });

  it('says nothing where it may have been one of two, and no more than the first of several alike', () => {
    const append = (node: string, seq: number): TraceEvent => ({
      ...{ node, boot: 1, seq, at: seq, event: 'send', to: 'n2', type: 'append', term: 3 },
      ...{ previousIndex: 4, count: 1, round: seq },
    });
    const took: TraceEvent = { node: 'n2', boot: 1, seq: 1, at: 9, event: 'append', term: 3, role: 'follower', firstIndex: 5, terms: [3] };
    const receipts = new RaftReceipts();
    const first = messageOf(append('n1', 1));
    receipts.sent(first, append('n1', 1));
    expect(receipts.provenBy(took)).toEqual([{ message: first, isOnly: true }]);
    receipts.sent(messageOf(append('n1', 2)), append('n1', 2));
    expect(receipts.provenBy(took)).toEqual([{ message: first, isOnly: false }]);
    receipts.sent(messageOf(append('n3', 3)), append('n3', 3));
    expect(receipts.provenBy(took)).toEqual([]);
  });

  it('passes over what was handed to a node that was not there', () => {
    const log = [
      '1.000 deliver n1>n2 vote {"term":1} 0 4B #00000001',
      '1.000 drop n1>n2 vote {"term":1} 0 4B #00000001',
      '2.000 deliver n1>n2 vote {"term":2} 0 4B #00000002',
      'no line of ours',
      '3.000 drop n1>n2 vote {"term":3} 0 4B #00000003',
    ];
    expect([...deliveriesOf(log)].map(({ content }) => content)).toEqual(['{"term":2}']);
  });
});

function messageOf({ node, to, type, at }: TraceEvent): SentMessage {
  return { from: node, to: String(to), type: String(type), atMs: at };
}
