import { describe, expect, it } from 'vitest';
import { FaultlineError } from '../core/index.ts';
import { directedEntry, nodeNames } from './expand.ts';
import { overrideEntry } from './overrides.ts';

const entry = directedEntry('raft', 'stale-read', 'bug-stale-read');
const nothing = { bugs: [], nodeArgs: [] };

describe('what the command line says over an entry', () => {
  it('leaves an entry alone when it says nothing', () => {
    expect(overrideEntry(entry, nothing)).toEqual(entry);
  });

  it('plants a bug in every node, or in one', () => {
    expect(overrideEntry(entry, { ...nothing, bugs: ['stale-read'] }).system.variants).toEqual(
      Object.fromEntries(nodeNames(5).map((node) => [node, 'stale-read'])),
    );
    expect(overrideEntry(entry, { ...nothing, bugs: ['stale-read@n2', 'ack-before-fsync@n3'] }).system.variants).toEqual({
      n2: 'stale-read',
      n3: 'ack-before-fsync',
    });
  });

  it.each([
    ['no-such-bug', 'unknown-bug'],
    ['stale-read@n9', 'unknown-node'],
  ])('refuses --bug %s', (bug, code) => {
    expect(() => overrideEntry(entry, { ...nothing, bugs: [bug] })).toThrow(expect.objectContaining({ code, exitCode: 254 }));
  });

  it('refuses two bugs in one node', () => {
    expect(() => overrideEntry(entry, { ...nothing, bugs: ['stale-read', 'ack-before-fsync@n1'] })).toThrow(FaultlineError);
  });

  it('takes faults away, or draws others', () => {
    expect(overrideEntry(entry, { ...nothing, flavours: [] }).nemesis).toEqual({ kind: 'none' });
    expect(overrideEntry(entry, { ...nothing, flavours: ['kill'] }).nemesis).toMatchObject({ kind: 'random', flavours: ['kill'] });
  });
});
