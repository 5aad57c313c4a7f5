/** What is wrong with the description of a system: each a sentence that names the field, what was expected and what came. */
import { isJsonObject, type Json } from '../core/index.ts';

/** Of what came, in a sentence. */
const SHOWN_CHARS = 60;
/** Names stand in reports, lists and file names of other tools. */
const namePattern = /^[A-Za-z][A-Za-z0-9._-]{0,39}$/;

type Check = (value: unknown) => string | undefined;

const required: Readonly<Record<string, Check>> = {
  name: (value) =>
    typeof value === 'string' && namePattern.test(value)
      ? undefined
      : 'a name of at most 40 letters, digits, dots and dashes that begins with a letter',
  client: isFunction,
  launch: isFunction,
};

const optional: Readonly<Record<string, Check>> = {
  description: (value) => (typeof value === 'string' ? undefined : 'a string'),
  traced: (value) => (typeof value === 'boolean' ? undefined : 'true or false'),
  appliesOnce: (value) => (typeof value === 'boolean' ? undefined : 'true or false'),
  comparesAll: (value) => (typeof value === 'boolean' ? undefined : 'true or false'),
  framed: (value) => (typeof value === 'boolean' ? undefined : 'true or false'),
  checkers: (value) => (isList(value, (item) => typeof item === 'string') ? undefined : 'a list of names of checkers'),
  variants: (value) => (isList(value, isVariant) ? undefined : 'a list of { name, description?, source?, foundBy? }'),
  plans: (value) =>
    isPlainObject(value) && Object.values(value).every(isDirectedPlan)
      ? undefined
      : 'directed plans by name, each with a description and faults',
  config: (value) => (isPlainObject(value) && isJson(value) ? undefined : 'a map of JSON values'),
  status: (value) =>
    isPath(value) || (isJsonObject(value) && typeof value['method'] === 'string' && isPath(value['path']))
      ? undefined
      : 'a path like "/status", or { method, path }',
  converged: isFunction,
  describeFrame: isFunction,
  leads: isFunction,
  describeStatus: isFunction,
  describeApart: isFunction,
  simulate: isFunction,
};

/** None: it can be made a `System`. A field that is not known is refused: misspelt, it would quietly be left to its default. */
export function checkDefinition(value: unknown): string[] {
  if (!isPlainObject(value)) return [`expected an object that describes a system (name, launch, client, ...), got ${shown(value)}`];
  const known = { ...required, ...optional };
  const strangers = Object.keys(value).filter((key) => !Object.hasOwn(known, key));
  return [
    ...Object.entries(required).flatMap(([field, check]) => problemOf(field, check, value[field])),
    ...Object.entries(optional).flatMap(([field, check]) => (value[field] === undefined ? [] : problemOf(field, check, value[field]))),
    ...strangers.map((field) => `${field}: expected no field of this name; a system has ${Object.keys(known).join(', ')}`),
  ];
}

/** A value that JSON can hold, as deep as it goes. */
export function isJson(value: unknown): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  return Array.isArray(value) ? value.every(isJson) : isPlainObject(value) && Object.values(value).every(isJson);
}

/** What came, in a few words. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (isThenable(value)) return 'a promise';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null && !isPlainObject(value) && !Array.isArray(value)) return `a ${value.constructor.name}`;
  const text = isJson(value) ? JSON.stringify(value) : String(value);
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}...` : text;
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function problemOf(field: string, check: Check, value: unknown): string[] {
  const expected = check(value);
  return expected === undefined ? [] : [`${field}: expected ${expected}, got ${shown(value)}`];
}

function isFunction(value: unknown): string | undefined {
  return typeof value === 'function' ? undefined : 'a function';
}

function isList(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function isPath(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('/');
}

function isVariant(value: unknown): boolean {
  return isPlainObject(value) && typeof value['name'] === 'string' && namePattern.test(value['name']);
}

function isDirectedPlan(value: unknown): boolean {
  return isPlainObject(value) && typeof value['description'] === 'string' && Array.isArray(value['faults']);
}
