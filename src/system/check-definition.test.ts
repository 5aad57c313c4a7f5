import { describe, expect, it } from 'vitest';
import { checkDefinition } from './check-definition.ts';
import { defineSystem } from './define-system.ts';

const least = { name: 'mine', launch: () => ({ file: 'x', args: [] }), client: () => ({}) };

describe('checkDefinition', () => {
  it.each([
    ['nothing', undefined, 'expected an object that describes a system (name, launch, client, ...), got nothing'],
    ['a promise', Promise.resolve(least), 'got a promise'],
    ['an instance', new (class Mine {})(), 'got a Mine'],
    ['no name', { ...least, name: undefined }, 'name: expected a name of at most 40'],
    ['a name like a path', { ...least, name: './mine' }, 'got "./mine"'],
    ['a name that is too long', { ...least, name: 'x'.repeat(41) }, 'name: '],
    ['no launch', { ...least, launch: undefined }, 'launch: expected a function, got nothing'],
    ['a client that is none', { ...least, client: { attempt: () => {} } }, 'client: expected a function, got '],
    ['a misspelt field', { ...least, convergd: () => true }, 'convergd: expected no field of this name; a system has name, client, launch'],
    ['a relative status', { ...least, status: 'status' }, 'status: expected a path like "/status", or { method, path }, got "status"'],
    ['a setting that is no JSON', { ...least, config: { at: new Date(0) } }, 'config: expected a map of JSON values'],
    ['a setting that is no number', { ...least, config: { ratio: Number.NaN } }, 'config: '],
    ['bugs without names', { ...least, variants: ['stale'] }, 'variants: expected a list of { name,'],
    ['plans without faults', { ...least, plans: { cut: { description: 'x' } } }, 'plans: '],
  ])('names %s, what was expected and what came', (_, value, words) => {
    expect(checkDefinition(value).join('\n')).toContain(words);
  });

  it('has nothing to say of what is whole, and of what the defaults make whole', () => {
    expect(checkDefinition(least)).toEqual([]);
    expect(checkDefinition(defineSystem(least as unknown as Parameters<typeof defineSystem>[0]))).toEqual([]);
  });
});
