/** Numbers from 0 on, seven bits a byte, lowest first. Divides instead of shifting where a number exceeds 31 bits. */
export function encodeVarints(values: ArrayLike<number>, code: (value: number, index: number) => number): Uint8Array {
  let bytes = new Uint8Array(values.length * 2 + VARINT_BYTES_MAX);
  let at = 0;
  for (let i = 0; i < values.length; i += 1) {
    let rest = code(values[i] ?? 0, i);
    if (at + VARINT_BYTES_MAX > bytes.length) {
      const larger = new Uint8Array(bytes.length * 2);
      larger.set(bytes);
      bytes = larger;
    }
    while (rest >= 128) {
      bytes[at] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
      at += 1;
    }
    bytes[at] = rest;
    at += 1;
  }
  return bytes.subarray(0, at);
}

export function decodeVarints<T extends Float64Array | Int32Array>(bytes: Uint8Array, target: T): T {
  let at = 0;
  for (let i = 0; i < target.length; i += 1) {
    let byte = bytes[at++] ?? 0;
    let value = byte & 127;
    let unit = 128;
    while (byte >= 128) {
      byte = bytes[at++] ?? 0;
      value += (byte & 127) * unit;
      unit *= 128;
    }
    target[i] = value;
  }
  return target;
}

/** 2^53 - 1 takes eight; one more than any number that can be. */
const VARINT_BYTES_MAX = 10;
