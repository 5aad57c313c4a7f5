import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TraceItem } from '../../core/index.ts';
import { createLocalClock, type LocalClock } from './clock.ts';
import { followTraces, type TraceFollower } from './trace-follower.ts';

let folder: string;
let clock: LocalClock;
let follower: TraceFollower;
let items: TraceItem[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faultline-trace-'));
  clock = createLocalClock();
  items = [];
  follower = followTraces(new Map(['n1', 'n2'].map((node) => [node, join(folder, `${node}.jsonl`)])), clock, (item) => items.push(item));
});
afterEach(() => {
  follower.close();
  clock.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('following traces', () => {
  it('hands on each line once it is whole, of files that come later too', async () => {
    appendFileSync(join(folder, 'n1.jsonl'), line('n1', 1, 1) + line('n1', 1, 2).slice(0, 20));
    await vi.waitUntil(() => items.length === 1);
    appendFileSync(join(folder, 'n1.jsonl'), line('n1', 1, 2).slice(20));
    appendFileSync(join(folder, 'n2.jsonl'), line('n2', 1, 1));
    await vi.waitUntil(() => items.length === 3);
    expect(items.map(place)).toEqual(expect.arrayContaining(['n1 1/1', 'n1 1/2', 'n2 1/1']));
  });

  it('reads everything there is when drained, and what is left at the close', () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => line('n1', 1, index + 1));
    writeFileSync(join(folder, 'n1.jsonl'), lines.join(''));
    follower.drain('n1');
    expect(items.length).toBe(20_000);
    appendFileSync(join(folder, 'n2.jsonl'), `${line('n2', 1, 1)}{"torn`);
    follower.close();
    expect(items.slice(20_000).map(place)).toEqual(['n2 1/1']);
  });

  it('keeps the order when a listener causes another read', () => {
    const file = join(folder, 'n1.jsonl');
    const seen: string[] = [];
    const other = followTraces(new Map([['n1', file]]), clock, (item) => {
      seen.push(place(item));
      if (seen.length === 1) {
        appendFileSync(file, line('n1', 1, 4));
        other.drain('n1');
      }
    });
    appendFileSync(file, [1, 2, 3].map((seq) => line('n1', 1, seq)).join(''));
    other.drain('n1');
    other.close();
    expect(seen).toEqual(['n1 1/1', 'n1 1/2', 'n1 1/3', 'n1 1/4']);
  });
});

function line(node: string, boot: number, seq: number): string {
  return `${JSON.stringify({ node, boot, seq, at: 1, event: 'said', text: 'x'.repeat(100) })}\n`;
}

function place(item: TraceItem): string {
  return item.kind === 'event' ? `${item.event.node} ${item.event.boot}/${item.event.seq}` : `gap in ${item.node}`;
}
