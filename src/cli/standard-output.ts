/** Standard output, which is the command's own: what a module of the user's prints there would stand in the middle of a document. */
const stream = process.stdout;
const writeTo = stream.write.bind(stream);

export const standardOutput = {
  /** false: whoever writes more should wait, as with any stream. */
  write: (text: string): boolean => writeTo(text),
};

/** From here on what anybody else prints (`console.log` of a module) is on standard error. */
export function keepStandardOutput(): void {
  const divert = (...args: Parameters<typeof process.stderr.write>): boolean => process.stderr.write(...args);
  stream.write = divert as typeof stream.write;
}

/** Until all that was written has left the program, or cannot: a pipe may take its time. */
export async function allWritten(): Promise<void> {
  for (const [{ destroyed, writableLength }, write] of [
    [stream, writeTo],
    [process.stderr, process.stderr.write.bind(process.stderr)],
  ] as const)
    if (!destroyed && writableLength > 0) await new Promise<void>((resolve) => write('', () => resolve()));
  // What went wrong with it is told behind it.
  await new Promise((resolve) => setImmediate(resolve));
}
