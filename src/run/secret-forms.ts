/** A shorter stretch of base64 is found in words and hashes. */
const ALIGNED_CHARS_MIN = 8;

/** A shorter value is not looked for: it would be found in every number and word. */
export const MASKED_CHARS_MIN = 4;

/** What of a variable's value is to be hidden: all of it, and each of its lines. */
export function secretsOf(value: string): string[] {
  return [...new Set([value, ...value.split(/\r?\n/)])].filter(({ length }) => length >= MASKED_CHARS_MIN);
}

/**
 * How a value may look where it was not meant to be seen: as it is; as JSON has it (with what Go, PHP and Python escape beside); percent-encoded
 * in parts or whole, also as forms do; in hexadecimal digits; and in base64, alone or anywhere in a longer text (`user:TOKEN`).
 */
export function secretForms(value: string): string[] {
  const bytes = Buffer.from(value);
  const hex = bytes.toString('hex');
  return [value, ...jsonForms(value), ...urlForms(value), hex, hex.toUpperCase(), ...base64Forms(bytes)];
}

function jsonForms(value: string): string[] {
  const plain = JSON.stringify(value).slice(1, -1);
  const escaped = (characters: RegExp): string => plain.replace(characters, unicodeEscape);
  // In the order of who does so: PHP, Go, Python.
  return [plain, plain.replaceAll('/', '\\/'), escaped(/[<>&]/g), escaped(/[\u0080-\uffff]/g)];
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function urlForms(given: string): string[] {
  // Half of a pair of surrogates has no such form.
  const value = Buffer.from(given).toString();
  const component = encodeURIComponent(value);
  const strict = component.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = strict.replaceAll('%20', '+');
  const upper = [encodeURI(value), component, strict, form];
  return [...upper, ...upper.map((text) => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))];
}

function base64Forms(bytes: Buffer): string[] {
  const whole = [bytes.toString('base64'), bytes.toString('base64').replace(/=+$/, '')];
  const aligned = [0, 1, 2].map((before) => alignedBase64(bytes, before)).filter(({ length }) => length >= ALIGNED_CHARS_MIN);
  return [...whole, ...aligned].flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')]);
}

/** What stands for these bytes in the base64 of any text in which so many bytes (over whole threes) come before them: no character of it is shared with others. */
function alignedBase64(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}
