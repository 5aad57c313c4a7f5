/**
 * A recorded run in the formats of other tools, one file a format, each written piece by piece. They read what they are handed and know
 * neither the run's folder nor where the file goes.
 */
import { writeChromeTrace } from './chrome-trace.ts';
import { writeCsv } from './csv.ts';
import type { ExportWriter } from './export-source.ts';
import { writeJepsenEdn } from './jepsen-edn.ts';
import { writeShiviz } from './shiviz.ts';

export type { ExportOptions, ExportSource, ExportWindow, ExportWriter } from './export-source.ts';

export interface ExportFormat {
  readonly description: string;
  /** What a run's file is called where nobody says otherwise. */
  readonly fileName: string;
  /** Whether a stretch of the run makes sense by itself. */
  readonly takesWindow: boolean;
  readonly write: ExportWriter;
}

export const exportFormats: Readonly<Record<string, ExportFormat>> = {
  'chrome-trace': {
    description: 'for Perfetto: clients, faults, nodes, messages on one time axis',
    fileName: 'trace.chrome.json',
    takesWindow: true,
    write: writeChromeTrace,
  },
  shiviz: {
    description: 'for ShiViz: what nodes did, with vector clocks',
    fileName: 'shiviz.log',
    takesWindow: true,
    write: writeShiviz,
  },
  // A history with a hole in it must not be judged.
  'jepsen-edn': { description: 'the history as Jepsen writes it', fileName: 'history.edn', takesWindow: false, write: writeJepsenEdn },
  csv: { description: 'a line for each operation', fileName: 'operations.csv', takesWindow: true, write: writeCsv },
};
