import picocolors from 'picocolors';

export interface TerminalOptions {
  /** Default: whether standard output is a terminal and nobody set NO_COLOR. */
  readonly color?: boolean;
  /** Columns that a line may take; longer lines of progress are cut. */
  readonly width?: number;
}

export type Colors = ReturnType<typeof picocolors.createColors>;

export function colorsOf({ color = colorsWanted(process.stdout, process.env) }: TerminalOptions): Colors {
  return picocolors.createColors(color);
}

/** NO_COLOR wins over FORCE_COLOR; else only a terminal gets colours, also on CI machines. */
export function colorsWanted(stream: { readonly isTTY?: boolean }, env: Readonly<Record<string, string | undefined>>): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  if ((env['FORCE_COLOR'] ?? '') !== '' && env['FORCE_COLOR'] !== '0') return true;
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}
