import type { CheckerResult, Finding, JsonObject, NodeId, Verdict } from '../../src/core/index.ts';
import { type RuleName, ruleNames } from './rule-names.ts';

/** Where in the trace: enough to find the line. */
export interface Place {
  readonly node: NodeId;
  readonly boot: number;
  readonly seq: number;
}

/** Of each rule: one broken node breaks the same rule a thousand times. All are counted, the first are told. */
const MAX_FINDINGS_PER_RULE = 5;
/** Places where the trace is missing something; more are counted. */
const MAX_BLIND_SPOTS = 20;

/** What a rule found. */
export interface Violation {
  readonly rule: RuleName;
  readonly message: string;
  readonly trace: readonly Place[];
  readonly evidence?: JsonObject;
}

interface RuleAccount {
  evaluated: number;
  violations: number;
}

/** The `data` of the result. */
export interface RaftSafetyData {
  /** `unknown`: never evaluated, or something was not seen. */
  readonly rules: Readonly<Record<RuleName, { readonly verdict: Verdict; readonly evaluated: number; readonly violations: number }>>;
  /** Where something was not seen, in sentences; at most 20 of `blindSpotCount`. */
  readonly blindSpots: readonly string[];
  readonly blindSpotCount: number;
}

/** Keeps the accounts: how often each rule was evaluated, what it found, and what could not be seen. */
export class Ledger {
  readonly #found: (finding: Finding) => void;
  readonly #accounts: Readonly<Record<RuleName, RuleAccount>> = openAccounts();
  readonly #findings: Finding[] = [];
  readonly #blindSpots: string[] = [];
  #blindSpotCount = 0;

  constructor(found: (finding: Finding) => void) {
    this.#found = found;
  }

  /** The account of one rule: it adds one to `evaluated` whenever it was applied to something it speaks of. */
  account(rule: RuleName): { evaluated: number } {
    return this.#accounts[rule];
  }

  violated({ rule, message, trace, evidence }: Violation): void {
    const account = this.#accounts[rule];
    account.violations += 1;
    if (account.violations > MAX_FINDINGS_PER_RULE) return;
    const finding: Finding = {
      rule,
      message,
      trace: trace.map(({ node, boot, seq }) => ({ node, boot, seq })),
      ...(evidence && { evidence }),
    };
    this.#findings.push(finding);
    this.#found(finding);
  }

  /** Something was not seen: from here on no rule can be called valid. */
  blind(reason: string): void {
    this.#blindSpotCount += 1;
    if (this.#blindSpots.length < MAX_BLIND_SPOTS) this.#blindSpots.push(reason);
  }

  get isBlind(): boolean {
    return this.#blindSpotCount > 0;
  }

  result(): CheckerResult {
    const counts = Object.fromEntries(ruleNames.map((rule) => [rule, this.#accounts[rule].evaluated]));
    const violated = ruleNames.filter((rule) => this.#accounts[rule].violations > 0);
    const rules = ruleNames.map((rule) => [rule, { verdict: this.#verdictOf(rule), ...this.#accounts[rule] }] as const);
    const data: RaftSafetyData = {
      rules: Object.fromEntries(rules) as RaftSafetyData['rules'],
      blindSpots: this.#blindSpots,
      blindSpotCount: this.#blindSpotCount,
    };
    const shared = { findings: this.#findings, counts, data: data as unknown as JsonObject };
    if (violated.length > 0) return { verdict: 'invalid', reason: `broken: ${violated.join(', ')}`, ...shared };
    if (this.isBlind) return { verdict: 'unknown', reason: this.#whyBlind(), ...shared };
    if (Object.values(counts).every((count) => count === 0))
      return { verdict: 'unknown', reason: 'the trace holds nothing that any rule speaks of', ...shared };
    return { verdict: 'valid', ...shared };
  }

  #verdictOf(rule: RuleName): Verdict {
    if (this.#accounts[rule].violations > 0) return 'invalid';
    return this.#accounts[rule].evaluated === 0 || this.isBlind ? 'unknown' : 'valid';
  }

  #whyBlind(): string {
    const more = this.#blindSpotCount - 1;
    return `${this.#blindSpots[0]}${more === 0 ? '' : `; and ${more} more such places`}`;
  }
}

function openAccounts(): Record<RuleName, RuleAccount> {
  return Object.fromEntries(ruleNames.map((rule) => [rule, { evaluated: 0, violations: 0 }])) as Record<RuleName, RuleAccount>;
}
