import type { ParsedEvent } from '../formats/index.ts';
import { SequenceRules } from '../formats/sequence.ts';
import type { Unit } from '../formats/unit.ts';
import { absent } from './scan-line.ts';

/** Process numbers below this have a place in an array; a history with higher ones pays for a map. */
const placesLimit = 1 << 20;

/** The rules of SequenceRules, kept in numbers: who has which call open, and how far index and time have come. */
export class OpenCalls {
  /** Line and operation of the open call of each process; line 0 for none. */
  private lines = new Int32Array(1 << 10);
  private functions = new Uint8Array(1 << 10);
  private readonly far = new Map<number, { readonly line: number; readonly f: number }>();
  private lastTime = absent;
  private lastIndex = absent;

  /** Takes the event in; false, and nothing taken, if it breaks a rule. A negative process has no calls, no time is -1. */
  allows(process: number, isInvoke: boolean, f: number, line: number, time: number, index: number): boolean {
    if ((time !== absent && time < this.lastTime) || (index !== absent && index <= this.lastIndex)) return false;
    if (process >= 0) {
      const openLine = this.openLine(process);
      if (isInvoke ? openLine > 0 : openLine === 0 || this.openFunction(process) !== f) return false;
      this.set(process, isInvoke ? line : 0, f);
    }
    if (time !== absent) this.lastTime = time;
    if (index !== absent) this.lastIndex = index;
    return true;
  }

  /** Throws the ParseError of an event that `allows` refused. */
  complain(event: ParsedEvent, unit: Unit, names: readonly string[]): never {
    const rules = new SequenceRules();
    const process = typeof event.process === 'number' ? event.process : absent;
    const openLine = process < 0 ? 0 : this.openLine(process);
    if (openLine > 0) rules.check({ process, type: 'invoke', f: names[this.openFunction(process)] ?? '', value: null }, unitAt(openLine));
    const before: ParsedEvent = {
      process: '',
      type: 'info',
      f: '',
      value: null,
      ...(this.lastTime === absent ? {} : { time: this.lastTime }),
      ...(this.lastIndex === absent ? {} : { index: this.lastIndex }),
    };
    rules.check(before, unitAt(0));
    rules.check(event, unit);
    throw new Error(`porcupine-wasm: the rules of sequence disagree on line ${unit.line}`);
  }

  private openLine(process: number): number {
    return process < placesLimit ? (this.lines[process] ?? 0) : (this.far.get(process)?.line ?? 0);
  }

  private openFunction(process: number): number {
    return process < placesLimit ? (this.functions[process] ?? 0) : (this.far.get(process)?.f ?? 0);
  }

  private set(process: number, line: number, f: number): void {
    if (process >= placesLimit) {
      if (line === 0) this.far.delete(process);
      else this.far.set(process, { line, f });
      return;
    }
    if (process >= this.lines.length) {
      const lines = new Int32Array(placesLimit);
      lines.set(this.lines);
      this.lines = lines;
      const functions = new Uint8Array(placesLimit);
      functions.set(this.functions);
      this.functions = functions;
    }
    this.lines[process] = line;
    this.functions[process] = f;
  }
}

/** Of a line that is past, only its number is known. */
function unitAt(line: number): Unit {
  return { text: '', line, column: 1 };
}
