import { describe, expect, it } from 'vitest';
import { parseReadyLine } from './ready-line.ts';

describe('the ready line', () => {
  it('names the ports, whatever else it says', () => {
    expect(parseReadyLine('{"ready":true,"node":"n1","peerPort":1,"clientPort":65535}')).toEqual({ peerPort: 1, clientPort: 65535 });
  });

  it.each([
    ['text', 'ready'],
    ['torn', '{"ready":true,"peerPort":1'],
    ['not ready', '{"ready":false,"peerPort":1,"clientPort":2}'],
    ['ready as text', '{"ready":"true","peerPort":1,"clientPort":2}'],
    ['a port too few', '{"ready":true,"peerPort":1}'],
    ['no port', '{"ready":true,"peerPort":0,"clientPort":2}'],
    ['too high a port', '{"ready":true,"peerPort":1,"clientPort":65536}'],
    ['a port as text', '{"ready":true,"peerPort":"1","clientPort":2}'],
  ])('is not one that is %s', (_what, line) => {
    expect(parseReadyLine(line)).toBeUndefined();
  });
});
