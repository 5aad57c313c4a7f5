import { type CampaignRecord, campaignFormat, exitCodes, isJsonObject, type Json, type JsonObject } from '../core/index.ts';

/** The parts of a campaign that judging and its page rely on: the file may be of another version, cut off, or somebody else's. */
export function isRecord(value: unknown): value is CampaignRecord {
  if (!isJsonObject(value) || value['format'] !== campaignFormat) return false;
  const { kind, entries, summary, shard, startedAt, plannedCount, left } = value;
  return (
    (kind === 'run' || kind === 'sim') &&
    hasTexts(value, ['suite', 'definition', 'selection', 'startedAt']) &&
    typeof startedAt === 'string' &&
    Number.isFinite(Date.parse(startedAt)) &&
    (shard === undefined || (isJsonObject(shard) && hasNumbers(shard, ['index', 'count']))) &&
    isListOf(entries, isEntry) &&
    // Without it nobody knows whether all of it ran.
    typeof plannedCount === 'number' &&
    isListOf(left, (run) => isJsonObject(run) && typeof run['plan'] === 'string' && typeof run['seed'] === 'number') &&
    (value['leftBecause'] === undefined || typeof value['leftBecause'] === 'string') &&
    isJsonObject(summary) &&
    isSummary(summary)
  );
}

function isSummary({ outcome, runs, gate = [], error, shard, reasons = [] }: JsonObject): boolean {
  return (
    isOutcome(outcome) &&
    isListOf(runs, isRun) &&
    isListOf(reasons, (reason) => typeof reason === 'string') &&
    isListOf(gate, (limit) => isJsonObject(limit) && hasTexts(limit, ['limit', 'state', 'measured', 'allowed'])) &&
    (shard === undefined || typeof shard === 'string') &&
    (error === undefined || (isJsonObject(error) && hasTexts(error, ['code', 'message'])))
  );
}

function isEntry(entry: Json): boolean {
  if (!isJsonObject(entry) || typeof entry['name'] !== 'string') return false;
  const { planned, place, expect, limits, baseline } = entry;
  return (
    isJsonObject(planned) &&
    hasNumbers(planned, ['all', 'here']) &&
    (place === undefined || isPlace(place)) &&
    // What an expectation excuses is no violation: something else in its place must excuse nothing.
    (expect === undefined || (isJsonObject(expect) && (expect['checkers'] === undefined || isListOf(expect['checkers'], isText)))) &&
    (limits === undefined || (isJsonObject(limits) && isLimits(limits))) &&
    (baseline === undefined || isJsonObject(baseline))
  );
}

function isLimits({ coverage, baseline, ...eachRun }: JsonObject): boolean {
  return (
    Object.values(eachRun).every(isNumber) &&
    (coverage === undefined || (isJsonObject(coverage) && Object.values(coverage).every(isNumber))) &&
    (baseline === undefined ||
      (isJsonObject(baseline) &&
        typeof baseline['file'] === 'string' &&
        hasNumbers(baseline, ['p99', 'recovery', 'ok', 'availabilityDuringFaults']) &&
        isListOf(baseline['named'], isText)))
  );
}

function isText(value: Json): boolean {
  return typeof value === 'string';
}

function isNumber(value: Json): boolean {
  return typeof value === 'number';
}

function isPlace(place: Json): boolean {
  if (!isJsonObject(place) || typeof place['of'] !== 'string') return false;
  return isListOf(place['values'], (value) => isJsonObject(value) && hasTexts(value, ['key', 'value']));
}

function isRun(run: Json): boolean {
  if (!isJsonObject(run)) return false;
  const { seed, outcome, checkers, faults, ops, leading, durationMs, figures } = run;
  return (
    typeof seed === 'number' &&
    isOutcome(outcome) &&
    typeof run['reproduce'] === 'string' &&
    ['dir', 'plan', 'headline', 'explanation', 'note'].every((name) => run[name] === undefined || typeof run[name] === 'string') &&
    (durationMs === undefined || typeof durationMs === 'number') &&
    (leading === undefined || (isJsonObject(leading) && hasTexts(leading, ['checker', 'rule']))) &&
    (figures === undefined || (isJsonObject(figures) && isListOf(figures['rules'], (rule) => typeof rule === 'string'))) &&
    isJsonObject(checkers) &&
    Object.values(checkers).every((checker) => isJsonObject(checker) && typeof checker['verdict'] === 'string') &&
    isListOf(faults, (fault) => isJsonObject(fault) && hasTexts(fault, ['kind', 'state'])) &&
    isJsonObject(ops) &&
    hasNumbers(ops, ['ok', 'fail', 'info'])
  );
}

function isOutcome(outcome: Json | undefined): boolean {
  return typeof outcome === 'string' && Object.hasOwn(exitCodes, outcome);
}

function isListOf(list: Json | undefined, is: (item: Json) => boolean): boolean {
  return Array.isArray(list) && (list as readonly Json[]).every(is);
}

function hasTexts(object: JsonObject, names: readonly string[]): boolean {
  return names.every((name) => typeof object[name] === 'string');
}

function hasNumbers(object: JsonObject, names: readonly string[]): boolean {
  return names.every((name) => typeof object[name] === 'number');
}
