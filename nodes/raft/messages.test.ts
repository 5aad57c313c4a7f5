import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../runtime/index.ts';
import type { Command } from './command.ts';
import { messageCodec } from './message-codec.ts';
import type { Message } from './messages.ts';
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

const count = fc.oneof(fc.nat({ max: 300 }), fc.maxSafeNat());
const key = fc.string({ minLength: 1, maxLength: 20, unit: 'binary' });
const value = fc.jsonValue({ maxDepth: 3 }).map((json) => JSON.parse(JSON.stringify(json)));
const by = fc.option(fc.record({ session: key, sequence: count.map((n) => Math.max(1, n)) }));
const command = fc.oneof(
  fc.record({ kind: fc.constant('noop') }),
  fc.record({ kind: fc.constant('put'), key, value, by }),
  fc.record({ kind: fc.constant('cas'), key, expected: value, value, by }),
  fc.record({ kind: fc.constant('append'), key, value: fc.string(), by }),
  fc.record({ kind: fc.constant('delete'), key, by }),
) as fc.Arbitrary<Command>;
const orNull = fc.option(count.map((n) => Math.min(n, Number.MAX_SAFE_INTEGER - 1)));
const entries = fc
  .array(fc.record({ term: fc.nat({ max: 3 }), command }), { maxLength: 5 })
  .map((list) => list.sort((a, b) => a.term - b.term));
const anyMessage: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ type: fc.constantFrom('pre-vote' as const, 'vote' as const), term: count, lastIndex: count, lastTerm: count }),
  fc.record({ type: fc.constantFrom('pre-vote-reply' as const, 'vote-reply' as const), term: count, granted: fc.boolean() }),
  fc.record({
    type: fc.constant('append' as const),
    term: count.map((n) => Math.max(3, n)),
    previousIndex: count,
    previousTerm: fc.constant(0),
    entries,
    commitIndex: count,
    round: count,
  }),
  fc.record({
    type: fc.constant('append-reply' as const),
    term: count,
    success: fc.boolean(),
    matchIndex: count,
    previousIndex: count,
    conflictTerm: orNull,
    conflictIndex: count,
    round: count,
  }),
  fc.record({ type: fc.constant('read-index' as const), term: count, id: key }),
  fc.record({ type: fc.constant('read-index-reply' as const), term: count, id: key, readIndex: orNull }),
);

describe('messages on the wire', () => {
  it('come back as they were sent', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        expect(messageCodec.decode(messageCodec.encode(message))).toEqual(message);
      }),
      { numRuns: 2000 },
    );
  });

  it('are none if anything of them is missing, or follows them', () => {
    fc.assert(
      fc.property(anyMessage, fc.nat(), (message, cut) => {
        const bytes = messageCodec.encode(message);
        expect(messageCodec.decode(bytes.slice(0, cut % bytes.length))).toBeUndefined();
        expect(messageCodec.decode(Uint8Array.from([...bytes, 0]))).toBeUndefined();
      }),
    );
  });

  it.each([
    ['an entry of a later term than the sender', { ...append, term: 1 }],
    ['terms that fall along the log', { ...append, previousTerm: 3 }],
    ['an empty key', { ...append, entries: [{ term: 2, command: { kind: 'delete', key: '', by: null } }] }],
    ['a key that is too long', { ...append, entries: [{ term: 2, command: { kind: 'delete', key: 'k'.repeat(1025), by: null } }] }],
    ['a value nested too deep', { ...append, entries: [{ term: 2, command: { kind: 'put', key: 'a', value: nested(80), by: null } }] }],
    [
      'a session without a name',
      { ...append, entries: [{ term: 2, command: { kind: 'delete', key: 'a', by: { session: '', sequence: 1 } } }] },
    ],
    ['an id that is too long', { type: 'read-index', term: 1, id: 'x'.repeat(300) }],
  ] as const)('%s is no message', (_, message) => {
    expect(messageCodec.decode(messageCodec.encode(message as Message))).toBeUndefined();
  });

  it.each([
    ['an unknown type', [9, 1]],
    ['no type', [0, 1]],
    ['a flag that is neither', [4, 1, 2]],
    ['an unknown command', [5, 3, 1, 1, 1, 4, 1, 2, 6, 2, 97, 0]],
    ['an unknown kind of value', [5, 3, 1, 1, 1, 4, 1, 2, 2, 2, 97, 9, 0]],
    ['more entries than there are', [5, 3, 1, 1, 1, 4, 2, 2, 1]],
    ['a value that is no JSON', [5, 3, 1, 1, 1, 4, 1, 2, 2, 2, 97, 5, 2, 123, 0]],
    ['nothing', []],
  ])('%s is no message', (_, bytes) => {
    expect(messageCodec.decode(Uint8Array.from(bytes))).toBeUndefined();
  });

  it.each([
    ['a negative term', { ...append, term: -1 }],
    ['a term that is no whole number', { ...append, term: 1.5 }],
  ])('%s cannot be sent, and leaves nothing behind', (_, message) => {
    expect(() => messageCodec.encode(message)).toThrow(RangeError);
    expect(messageCodec.decode(messageCodec.encode(append))).toEqual(append);
  });

  it('a changed byte makes another message or none, never an error', () => {
    fc.assert(
      fc.property(anyMessage, fc.nat(), fc.nat({ max: 255 }), (message, at, byte) => {
        const bytes = messageCodec.encode(message).slice();
        bytes[at % bytes.length] = byte;
        messageCodec.decode(bytes);
      }),
      { numRuns: 2000 },
    );
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
          world.deliver(from, 'n1', messageCodec.encode(raw as Message));
          world.run(40);
        }
        expect(world.deaths).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

function nested(depth: number): Json {
  let value: Json = 1;
  for (let i = 0; i < depth; i += 1) value = [value];
  return value;
}
