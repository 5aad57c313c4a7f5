/** How a run that goes on stands: every text in it is cut to size and safe to look at. */
export interface LiveState {
  readonly phase: string;
  /** Whether its plan has a core phase. */
  readonly hasCore: boolean;
  /** Whether its nodes elect leaders, and say so. */
  readonly hasLeaders: boolean;
  /** Checkers that tell what they find while it goes on. */
  readonly judging: readonly string[];
  readonly elapsedMs: number;
  /** How long load and faults last in all, where the plan can be read. */
  readonly safetyMs?: number;
  /** Since the safety phase began. */
  readonly safetyElapsedMs?: number;
  readonly okPerSecond: number;
  readonly ops: { readonly ok: number; readonly fail: number; readonly info: number };
  /** Operations that have no answer yet. */
  readonly openCount: number;
  /** In force now. */
  readonly faults: readonly { readonly id: string; readonly kind: string; readonly target: string; readonly forMs: number }[];
  readonly endedFaultCount: number;
  readonly leader?: { readonly node: string; readonly term: number };
  /** The first few. */
  readonly findings: readonly { readonly checker: string; readonly title: string; readonly message: string }[];
  readonly findingCount: number;
  /** Completions in each of the last seconds, oldest first; the last one is not over. */
  readonly rates: readonly { readonly ok: number; readonly fail: number; readonly info: number }[];
  /** Lines that could not be read. */
  readonly unreadableCount: number;
  /** The run is over. */
  readonly ended?: { readonly standing: string; readonly headline: string };
}

/** A live state in words, as the page shows it and as it is sent: the browser sets texts and widths and knows no figures. */
export interface LiveView {
  readonly phase: string;
  /** All that it goes through, in order. */
  readonly phases: readonly string[];
  /** Of the safety phase, which is nearly all of a run: 0 to 1. */
  readonly progress: number;
  /** By the name of their place on the page. */
  readonly texts: Readonly<Record<string, string>>;
  readonly faults: readonly LiveItem[];
  readonly findings: readonly LiveItem[];
  readonly rates: LiveState['rates'];
  readonly ended?: { readonly standing: string; readonly headline: string };
}

export interface LiveItem {
  readonly title: string;
  readonly beside?: string;
  readonly pale: string;
  readonly below?: string;
}

/** Seconds of rate that are shown. */
export const RATE_SECONDS = 120;
/** Findings that a live view lists; the report has the others. */
export const LIVE_FINDINGS_MAX = 20;
/** Faults in force at one time that are listed. */
export const LIVE_FAULTS_MAX = 30;
