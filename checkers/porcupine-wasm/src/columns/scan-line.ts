import { nothing, typeFail } from './columns.ts';
import type { StringTable } from './string-table.ts';

/** Fields that mean something, by number; others are only looked at to find their end. */
const fieldNames = ['process', 'type', 'f', 'key', 'value', 'time', 'index', 'error', 'seen', 'node'];
const fields = fieldNames.map((name) => ({ bytes: new TextEncoder().encode(name), hash: hashOf(name) }));
const fieldProcess = 0;
const fieldType = 1;
const fieldF = 2;
const fieldKey = 3;
const fieldValue = 4;
const fieldTime = 5;
const fieldIndex = 6;
const fieldError = 7;
const fieldSeen = 8;
const fieldNode = 9;
const typeWords = ['invoke', 'ok', 'fail', 'info'].map((name) => ({ bytes: new TextEncoder().encode(name), hash: hashOf(name) }));

const quote = 34;
const comma = 44;
const colon = 58;
const backslash = 92;
const openBrace = 123;
const closeBrace = 125;
const minus = 45;
/** Digits of a number that is taken as it stands; all such are exact. */
const digitsLimit = 15;

export const absent = -1;

/**
 * Reads a line as nearly all are: one flat object of short numbers, plain strings and null. Whatever else there is, wrong or merely
 * rare, it leaves to a real parser by saying false; then its fields mean nothing.
 */
export class LineScanner {
  process = 0;
  type = 0;
  f = 0;
  key: number = absent;
  /** An integer of 32 bits, `nothing`, or a place in `strings` if `valueIsString`. */
  value: number = nothing;
  valueIsString = false;
  time: number = absent;
  index: number = absent;
  private readonly functions: StringTable;
  private readonly keys: StringTable;
  private readonly strings: StringTable;
  private at = 0;
  private hash = 0;

  constructor(functions: StringTable, keys: StringTable, strings: StringTable) {
    this.functions = functions;
    this.keys = keys;
    this.strings = strings;
  }

  /** `to` is the place of the line's end; what stands there is no part of it. */
  scan(bytes: Uint8Array, from: number, to: number): boolean {
    this.at = from;
    this.process = absent;
    this.type = absent;
    this.f = absent;
    this.key = absent;
    this.value = nothing;
    this.valueIsString = false;
    this.time = absent;
    this.index = absent;
    let saysMore = false;
    if (!this.take(bytes, to, openBrace)) return false;
    for (;;) {
      if (!this.take(bytes, to, quote)) return false;
      const start = this.at;
      if (!this.skipString(bytes, to)) return false;
      const field = fieldOf(bytes, start, this.at - 1, this.hash);
      if (!this.take(bytes, to, colon)) return false;
      if (!this.readField(bytes, to, field)) return false;
      if (field === fieldError || field === fieldSeen) saysMore = true;
      this.skipSpace(bytes, to);
      const next = bytes[this.at];
      this.at += 1;
      if (next === comma && this.at <= to) continue;
      if (next !== closeBrace || this.at > to) return false;
      break;
    }
    this.skipSpace(bytes, to);
    // What a failure met or why it failed may decide what it says.
    if (saysMore && this.type === typeFail) return false;
    return this.at === to && this.process >= 0 && this.type >= 0 && this.f >= 0;
  }

  private readField(bytes: Uint8Array, to: number, field: number): boolean {
    this.skipSpace(bytes, to);
    const first = bytes[this.at] as number;
    if (this.at >= to) return false;
    if (first === quote) {
      this.at += 1;
      const start = this.at;
      if (!this.skipString(bytes, to)) return false;
      return this.keepString(bytes, start, this.at - 1, field);
    }
    if (first === 110) return this.takeNull(bytes, to) && this.keepNull(field);
    return this.readNumber(bytes, to, first === minus, field);
  }

  private keepString(bytes: Uint8Array, start: number, end: number, field: number): boolean {
    switch (field) {
      case fieldType:
        this.type = typeWords.findIndex(({ bytes: word, hash }) => hash === this.hash && sameWord(word, bytes, start, end));
        return this.type >= 0;
      case fieldF:
        this.f = this.functions.ofBytes(bytes, start, end, this.hash);
        return true;
      case fieldKey:
        this.key = this.keys.ofBytes(bytes, start, end, this.hash);
        return true;
      case fieldValue:
        this.value = this.strings.ofBytes(bytes, start, end, this.hash);
        this.valueIsString = true;
        return true;
      default:
        return field === fieldError || field === fieldSeen || field === fieldNode || field === absent;
    }
  }

  private keepNull(field: number): boolean {
    if (field !== fieldValue) return field === fieldSeen || field === absent;
    this.value = nothing;
    this.valueIsString = false;
    return true;
  }

  private readNumber(bytes: Uint8Array, to: number, negative: boolean, field: number): boolean {
    if (negative) this.at += 1;
    const start = this.at;
    let number = 0;
    while (this.at < to) {
      const digit = (bytes[this.at] as number) - 48;
      if (digit < 0 || digit > 9) break;
      number = number * 10 + digit;
      this.at += 1;
    }
    const digits = this.at - start;
    if (digits === 0 || digits > digitsLimit || (digits > 1 && bytes[start] === 48)) return false;
    const next = bytes[this.at] as number;
    // A fraction or an exponent.
    if (this.at < to && next !== comma && next !== closeBrace && next > 32) return false;
    if (field === fieldValue) {
      this.value = negative ? -number : number;
      this.valueIsString = false;
      return this.value > nothing && this.value <= 0x7fffffff;
    }
    if (negative) return field === fieldSeen || field === absent;
    if (field === fieldProcess) this.process = number;
    else if (field === fieldTime) this.time = number;
    else if (field === fieldIndex) this.index = number;
    else return field === fieldSeen || field === absent;
    return number <= 0x7fffffff || field !== fieldProcess;
  }

  private take(bytes: Uint8Array, to: number, wanted: number): boolean {
    if (bytes[this.at] !== wanted) this.skipSpace(bytes, to);
    if (this.at >= to || bytes[this.at] !== wanted) return false;
    this.at += 1;
    return true;
  }

  private takeNull(bytes: Uint8Array, to: number): boolean {
    const at = this.at;
    this.at += 4;
    return this.at <= to && bytes[at + 1] === 117 && bytes[at + 2] === 108 && bytes[at + 3] === 108;
  }

  /** From behind the first quote to behind the last; false for a string that is more than its bytes. */
  private skipString(bytes: Uint8Array, to: number): boolean {
    let hash = 0;
    for (let at = this.at; at < to; at += 1) {
      const byte = bytes[at] as number;
      if (byte === quote) {
        this.at = at + 1;
        this.hash = hash;
        return true;
      }
      if (byte === backslash || byte < 32) return false;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    return false;
  }

  private skipSpace(bytes: Uint8Array, to: number): void {
    while (this.at < to && (bytes[this.at] === 32 || bytes[this.at] === 9)) this.at += 1;
  }
}

function fieldOf(bytes: Uint8Array, start: number, end: number, hash: number): number {
  for (let field = 0; field < fields.length; field += 1) {
    const known = fields[field];
    if (known !== undefined && known.hash === hash && sameWord(known.bytes, bytes, start, end)) return field;
  }
  return absent;
}

function sameWord(word: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (word.length !== end - start) return false;
  for (let i = 0; i < word.length; i += 1) if (word[i] !== bytes[start + i]) return false;
  return true;
}

function hashOf(word: string): number {
  let hash = 0;
  for (let i = 0; i < word.length; i += 1) hash = (Math.imul(hash, 31) + word.charCodeAt(i)) | 0;
  return hash;
}
