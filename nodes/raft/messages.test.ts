import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Message, messageCodec } from './messages.ts';
import { TestWorld } from './test-world.ts';

const append: Message = {
  type: 'append',
  term: 3,
  previousIndex: 1,
  previousTerm: 1,
  entries: [{ term: 2, command: { kind: 'put', key: 'a', value: 1, by: null } }],
  commitIndex: 1,
  round: 4,
};
const encode = (raw: unknown) => new TextEncoder().encode(JSON.stringify(raw));

describe('messages on the wire', () => {
  it('come back as they were sent', () => {
    const messages: Message[] = [
      append,
      { type: 'vote', term: 1, lastIndex: 0, lastTerm: 0 },
      { type: 'vote-reply', term: 1, granted: true },
      { type: 'append-reply', term: 1, success: false, matchIndex: 0, previousIndex: 4, conflictTerm: null, conflictIndex: 2, round: 1 },
      { type: 'read-index', term: 1, id: 'n1:1:1' },
      { type: 'read-index-reply', term: 1, id: 'n1:1:1', readIndex: null },
    ];
    for (const message of messages) expect(messageCodec.decode(messageCodec.encode(message))).toEqual(message);
  });

  it.each([
    ['an unknown type', { type: 'gossip', term: 1 }],
    ['a negative term', { ...append, term: -1 }],
    ['a term that is no whole number', { ...append, term: 1.5 }],
    ['an entry of a later term than the sender', { ...append, term: 1 }],
    ['terms that fall along the log', { ...append, previousTerm: 3 }],
    ['entries that are no list', { ...append, entries: {} }],
    ['an unknown command', { ...append, entries: [{ term: 2, command: { kind: 'drop-table' } }] }],
    ['a key that is no string', { ...append, entries: [{ term: 2, command: { kind: 'delete', key: 7 } }] }],
    ['no object', [1, 2]],
  ])('%s is no message', (_, raw) => {
    expect(messageCodec.decode(encode(raw))).toBeUndefined();
  });

  it('any bytes are a message or nothing, never an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        messageCodec.decode(bytes);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('whatever well-formed messages a peer sends', () => {
  const count = fc.nat({ max: 12 });
  const message = fc.oneof(
    fc.record({ type: fc.constantFrom('pre-vote', 'vote'), term: count, lastIndex: count, lastTerm: count }),
    fc.record({ type: fc.constantFrom('pre-vote-reply', 'vote-reply'), term: count, granted: fc.boolean() }),
    fc.record({
      type: fc.constant('append'),
      term: count,
      previousIndex: count,
      previousTerm: count,
      entries: fc.array(fc.record({ term: count, command: fc.constant({ kind: 'noop' }) }), { maxLength: 4 }),
      commitIndex: count,
      round: count,
    }),
    fc.record({
      type: fc.constant('append-reply'),
      term: count,
      success: fc.boolean(),
      matchIndex: count,
      previousIndex: count,
      conflictTerm: fc.option(count),
      conflictIndex: count,
      round: count,
    }),
    fc.record({ type: fc.constant('read-index-reply'), term: count, id: fc.constantFrom('n1:1:1', 'x'), readIndex: fc.option(count) }),
  );

  it('the node stays alive', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('n2', 'n3', 'stranger'), message), { maxLength: 40 }), (script) => {
        const world = new TestWorld({ seed: 1, nodes: 3 });
        world.start('n1');
        world.run(50);
        for (const [from, raw] of script) {
          world.deliver(from, 'n1', encode(raw));
          world.run(40);
        }
        expect(world.deaths).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
