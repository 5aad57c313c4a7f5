import { describe, expect, it } from 'vitest';
import { localCapabilities, requirePlatform } from './platform.ts';

describe('platforms', () => {
  it('runs on Linux and macOS, and refuses others with something to try', () => {
    requirePlatform('linux');
    requirePlatform('darwin');
    expect(() => requirePlatform('win32')).toThrow(
      expect.objectContaining({ code: 'platform-unsupported', message: expect.stringContaining('WSL') }),
    );
  });

  it('does every fault on Linux, and elsewhere none that it cannot prove', () => {
    const kinds = ['partition', 'delay', 'drop', 'duplicate', 'reorder', 'corrupt', 'hold', 'reset', 'kill', 'pause', 'power-cut'];
    expect(kinds.filter((kind) => localCapabilities('linux').can(kind) !== true)).toEqual([]);
    expect(kinds.filter((kind) => localCapabilities('darwin').can(kind) !== true)).toEqual(['pause', 'power-cut']);
    expect(localCapabilities('darwin').can('pause')).toContain('/proc');
  });

  it('says of the faults that only the simulated world has why it has none of them', () => {
    for (const kind of ['clock', 'slow-disk', 'misdirected-write', 'bit-rot', 'disk-loss'])
      expect(localCapabilities('linux').can(kind)).toContain('only the simulated world can');
  });
});
