import type { ParsedEvent } from './event.ts';
import { errorAtField, type Unit } from './unit.ts';

/** What must hold between the lines of any history. */
export class SequenceRules {
  private readonly open = new Map<number, { readonly f: string; readonly line: number }>();
  private last: { readonly index: number | undefined; readonly time: number | undefined } = { index: undefined, time: undefined };

  check(event: ParsedEvent, unit: Unit): void {
    this.neverBack('index', this.last.index, event.index, unit);
    this.neverBack('time', this.last.time, event.time, unit);
    this.last = { index: event.index ?? this.last.index, time: event.time ?? this.last.time };
    if (typeof event.process !== 'number') return;
    const open = this.open.get(event.process);
    if (event.type === 'invoke') {
      if (open !== undefined) {
        const message = `process ${event.process} invokes ${event.f} while its ${open.f} of line ${open.line} is open; a process has at most one open operation`;
        throw errorAtField(unit, 'process', 'process-busy', message);
      }
      this.open.set(event.process, { f: event.f, line: unit.line });
      return;
    }
    if (open === undefined) {
      const message = `${event.type} of ${event.f} by process ${event.process}, which has no open operation; every completion needs an invoke before it`;
      throw errorAtField(unit, 'process', 'completion-without-invoke', message);
    }
    if (open.f !== event.f) {
      const message = `process ${event.process} completes ${event.f}, but what it invoked in line ${open.line} is ${open.f}`;
      throw errorAtField(unit, 'process', 'completion-of-another', message);
    }
    this.open.delete(event.process);
  }

  private neverBack(name: 'index' | 'time', before: number | undefined, now: number | undefined, unit: Unit): void {
    if (before === undefined || now === undefined) return;
    const back = name === 'index' ? now <= before : now < before;
    if (!back) return;
    const rule = name === 'index' ? 'grow from line to line' : 'never go back';
    throw errorAtField(unit, name, `${name}-goes-back`, `expected ${name} to ${rule}, got ${now} after ${before}`);
  }
}
