import { expect, it } from 'vitest';
import type { RaftTraceEvent } from '../../nodes/raft/trace.ts';
import { Hearings } from './hearings.ts';
import type { Heard, Rule } from './rule.ts';

const rule = (...hears: Heard[]): Rule => ({ hears, before() {} });
const event = (fields: object) => ({ node: 'n1', boot: 1, seq: 1, at: 0, ...fields }) as RaftTraceEvent;

it('calls for an event the rules that hear it, in their order, and for a message those of its type', () => {
  const first = rule('commit', 'send vote');
  const second = rule('send vote', 'send append-reply');
  const third: Rule = { hears: ['commit'], after() {} };
  const hearings = new Hearings([first, second, third]);
  expect(hearings.of(event({ event: 'commit' }))).toEqual({ before: [first], after: [third] });
  expect(hearings.of(event({ event: 'send', type: 'vote' })).before).toEqual([first, second]);
  expect(hearings.of(event({ event: 'send', type: 'append-reply' })).before).toEqual([second]);
  expect(hearings.of(event({ event: 'send', type: 'append' }))).toEqual({ before: [], after: [] });
  // A message is no event of its type's name.
  expect(hearings.of(event({ event: 'send', type: 'commit' })).before).toEqual([]);
});
