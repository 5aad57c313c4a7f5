import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalClock, type LocalClock } from './clock.ts';
import { COPY_LOOK_BYTES_MAX, FILTERED_LINE_CHARS_MAX, LINE_CUT_NOTICE, openFilteredCopy } from './filtered-copy.ts';
import { LAST_LINE_LENGTH_MAX, readLastLines } from './log-file.ts';
import { openNodeOutputs } from './node-outputs.ts';

let folder = '';
let clock: LocalClock;
const filter = (line: string) => line.replaceAll('s3cr3t', '***');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faultline outputs '));
  mkdirSync(join(folder, 'work'));
  clock = createLocalClock(performance.now());
});
afterEach(() => {
  clock.stop();
  rmSync(folder, { recursive: true });
});

describe('what nodes write', () => {
  it('stands where it is read, where nothing is to be hidden', () => {
    const outputs = openNodeOutputs({ runFolder: folder, nodes: ['n1'], clock });
    const logFile = join(folder, 'logs', 'n1.log');
    expect(outputs.of('n1')).toEqual({ logFile, shownLogFile: logFile, traceFile: join(folder, 'trace', 'n1.jsonl') });
    expect(outputs.close()).toBeUndefined();
  });

  it('has no name before it is filtered, and is copied while it grows', async () => {
    const outputs = openNodeOutputs({ runFolder: folder, nodes: ['n1'], clock, filter });
    const { logFile, shownLogFile, traceFile } = outputs.of('n1');
    appendFileSync(logFile, 'my token is s3cr3t\nand s3c');
    expect(readdirSync(join(folder, 'work'))).toEqual([]);
    expect(readFileSync(logFile, 'utf8')).toContain('s3cr3t');
    await expect.poll(() => existsSync(shownLogFile)).toBe(true);
    // A line that is not whole yet waits.
    expect(readFileSync(shownLogFile, 'utf8')).toBe('my token is ***\n');
    appendFileSync(logFile, 'r3t and more');
    expect(outputs.close()).toBeUndefined();
    expect(readFileSync(shownLogFile, 'utf8')).toBe('my token is ***\nand *** and more');
    // A node that left no trace has none.
    expect([existsSync(join(folder, 'trace')), existsSync(traceFile)]).toEqual([false, false]);
  });

  it('that cannot be kept is said', () => {
    const outputs = openNodeOutputs({ runFolder: folder, nodes: ['n1', 'n2'], clock, filter });
    writeFileSync(join(folder, 'trace'), 'a file where a folder must be');
    appendFileSync(outputs.of('n1').traceFile, '{}\n');
    appendFileSync(outputs.of('n2').logFile, 'said\n');
    expect(outputs.close()).toMatchObject({ message: expect.stringContaining('trace') });
    expect(readFileSync(join(folder, 'logs', 'n2.log'), 'utf8')).toBe('said\n');
  });
});

describe('a filtered copy', () => {
  it('cuts a line that is too long, and says so, before the secret in it can be seen in part', () => {
    const [from, to] = [join(folder, 'from'), join(folder, 'to')];
    const copy = openFilteredCopy(from, to, filter);
    writeFileSync(from, `before\n${'x'.repeat(FILTERED_LINE_CHARS_MAX)}s3c`);
    // It takes some looks to come so far.
    for (let read = 0; read <= FILTERED_LINE_CHARS_MAX; read += COPY_LOOK_BYTES_MAX) copy.advance();
    expect(readFileSync(to, 'utf8')).toBe('before\n');
    appendFileSync(from, 'r3t\nbehind s3cr3t');
    copy.finish();
    expect(readFileSync(to, 'utf8')).toBe(`before\n${LINE_CUT_NOTICE}\nbehind ***`);
  });
});

describe('last words', () => {
  it('are filtered before they are cut', () => {
    const file = join(folder, 'log');
    writeFileSync(file, `${'x'.repeat(LAST_LINE_LENGTH_MAX - 3)}s3cr3t\n`);
    const [line = ''] = readLastLines(file, 0, filter);
    expect([line.includes('s3c'), line.endsWith('***')]).toEqual([false, true]);
  });

  it('leave out a line whose beginning is not among them', () => {
    const file = join(folder, 'log');
    writeFileSync(file, `s3cr3t${'x'.repeat(64 * 1024 - 8)}\nlast\n`);
    expect(readLastLines(file, 0, filter)).toEqual(['last']);
    writeFileSync(file, 's3cr3t'.repeat(20_000));
    expect(readLastLines(file, 0, filter)).toEqual([expect.stringContaining('a line of more than 65536 bytes')]);
  });
});
