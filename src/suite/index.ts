/**
 * What is to be run, as written by people: suite files (YAML) become entries, which `run` expands with a seed into plans, and the text
 * of a `plan.json` becomes a `Plan`. Names of systems, workloads, checkers, faults and bugs come in as data. Whatever is wrong is told
 * with file, line and column, what was expected, what came, and the name that was probably meant.
 */
export { maxDurationMs, parseDuration } from './durations.ts';
export { loadSuite, modulesOfSuite, parseSuite } from './load-suite.ts';
export { parsePlan } from './parse-plan.ts';
export { maxSeedCount, parseSeeds } from './seeds.ts';
export type { EntrySystem, EntryWorkload, KnownModule, KnownNames, Suite, SuiteEntry, SuiteNemesis } from './suite.ts';
export { maxRepeat, suiteJsonSchema } from './suite-schema.ts';
export { isLikePath, isModulePath, moduleFrom } from './system-module.ts';
