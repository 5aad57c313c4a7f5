/**
 * The headers of a tar archive in the ustar format (POSIX 1003.1-1988), which every tar reads. It is written here rather than by a
 * library because a run holds nothing but regular files with short names of our own making: a header of 512 bytes is all there is to it,
 * and a dependency would have to be watched for as long as this lives. What does not fit the format is refused, never cut.
 */

const BLOCK_BYTES = 512;
const NAME_BYTES_MAX = 100;
const PREFIX_BYTES_MAX = 155;
/** Eleven octal digits. */
export const FILE_BYTES_MAX: number = 8 ** 11 - 1;

export interface TarEntry {
  /** With slashes. */
  readonly path: string;
  readonly bytes: number;
  readonly modifiedAtMs: number;
}

/** undefined: the format cannot hold it, its path or its size being too long. */
export function tarHeader({ path, bytes, modifiedAtMs }: TarEntry): Buffer | undefined {
  const name = splitName(path);
  if (name === undefined || bytes > FILE_BYTES_MAX) return undefined;
  const header = Buffer.alloc(BLOCK_BYTES);
  header.write(name.name, 0);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${octal(bytes, 11)}\0`, 124);
  header.write(`${octal(Math.max(0, Math.floor(modifiedAtMs / 1000)), 11)}\0`, 136);
  // The checksum counts its own field as blanks.
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  header.write(name.prefix, 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148);
  return header;
}

/** What fills the last block of a file. */
export function tarPadding(bytes: number): Buffer {
  return Buffer.alloc((BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES);
}

export function tarEnd(): Buffer {
  return Buffer.alloc(2 * BLOCK_BYTES);
}

/** A long path is cut at a slash: what is before it goes into a field of its own. */
function splitName(path: string): { readonly prefix: string; readonly name: string } | undefined {
  if (Buffer.byteLength(path) <= NAME_BYTES_MAX) return { prefix: '', name: path };
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)];
    if (Buffer.byteLength(prefix) <= PREFIX_BYTES_MAX && name !== '' && Buffer.byteLength(name) <= NAME_BYTES_MAX) return { prefix, name };
  }
  return undefined;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}
