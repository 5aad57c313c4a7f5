import { badInput, isJsonObject, type Plan, planFormat } from '../core/index.ts';
import { checkPlan } from './check-plan.ts';
import { checkPlanNames } from './check-plan-names.ts';
import { readDocument } from './document.ts';
import { problemsOf } from './issues.ts';
import { planJsonSchema, planSchema } from './plan-schema.ts';
import { errorOf, type Problem, placeProblems, show } from './problems.ts';
import type { KnownNames } from './suite.ts';

/**
 * Reads the text of a `plan.json`. Throws with file, line and column for anything that is not a plan of this format; with `known`, which a
 * plan that is to be run needs, also for names that are not there.
 */
export function parsePlan(text: string, file: string, known?: KnownNames): Plan {
  const value = parseJson(text, file);
  const parsed = hasUnknownFormat(value) ? undefined : planSchema.safeParse(value);
  const problems =
    parsed === undefined
      ? [unknownFormat(value)]
      : parsed.success
        ? [...checkPlan(parsed.data), ...(known === undefined ? [] : checkPlanNames(parsed.data, known))]
        : problemsOf(parsed.error.issues, value, planJsonSchema());
  // The text is read once more, for positions, only when something is wrong.
  const error = problems.length === 0 ? undefined : errorOf(placeProblems(problems, 'plan', readDocument(text, file).placeOf));
  if (error !== undefined) throw error;
  if (parsed?.success !== true) throw badInput('plan-invalid', 'Expected a plan.', { file });
  return parsed.data;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const at = /position (\d+)/.exec(message)?.[1];
    const before = text.slice(0, at === undefined ? text.trimEnd().length : Number(at)).split('\n');
    const position = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    throw badInput('plan-syntax', `expected a plan as JSON, got: ${message}`, { file, ...position });
  }
}

function hasUnknownFormat(value: unknown): boolean {
  return isJsonObject(value) && value['format'] !== undefined && value['format'] !== planFormat;
}

function unknownFormat(value: unknown): Problem {
  const got = isJsonObject(value) ? show(value['format']) : '';
  const advice =
    typeof (isJsonObject(value) ? value['format'] : undefined) === 'number'
      ? 'the plan was made by another version of Faultline; run it with that one, or make it anew from its seed'
      : 'the format of a plan is a number';
  return { code: 'unknown-format', path: ['format'], message: `expected ${planFormat}, got ${got}: ${advice}` };
}
