import { encodeFrame, FrameDecoder } from '../../nodes/runtime/index.ts';
import type { JsonObject } from '../core/index.ts';
import { type Framing, lengthPrefixed } from './framings/index.ts';
import { openRig, type Rig, type Tap } from './test-rig.ts';

/** A frame whose text says its type and which one it is, `append 1`; any other text is no message of the system. */
export function message(text: string): Uint8Array {
  return encodeFrame(Buffer.from(text));
}

export function say(tap: Tap, ...messages: readonly string[]): void {
  for (const text of messages) tap.socket.write(message(text));
}

/** The frames that came, without those whose CRC is wrong. */
export function texts(tap: Tap | undefined): string[] {
  return new FrameDecoder().feed(tap?.received() ?? Buffer.alloc(0)).map((payload) => Buffer.from(payload).toString());
}

export function openFrameRig(framing: Framing = lengthPrefixed): Promise<Rig> {
  return openRig(framing, describeText);
}

function describeText(payload: Uint8Array): { type: string; fields: JsonObject } | undefined {
  const [type = '', number] = Buffer.from(payload).toString().split(' ');
  return number === undefined ? undefined : { type, fields: { number: Number(number) } };
}
