/**
 * The usual JUnit schema, as Jenkins, GitLab and the like read it:
 *
 *     testsuites  name? tests? failures? errors? skipped? time?          = testsuite*
 *     testsuite   name tests failures errors [id skipped time timestamp hostname package] = properties? testcase* system-out? system-err?
 *     testcase    name classname [time]                                  = properties? (skipped | error | failure)? system-out? system-err?
 *     properties                                                         = property+
 *     property    name value
 *     failure, error  [message] type                                     = text
 *     skipped     [message]
 *
 * Counts are whole numbers and count what is there; times are decimals in seconds; a timestamp is ISO 8601 without zone.
 */
import { parseXml, type XmlElement } from './test-xml.ts';

interface Rule {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** In this order; `*` any number, `?` at most one. */
  readonly children: readonly `${string}${'*' | '?' | '+'}`[];
}

const counts = ['tests', 'failures', 'errors', 'skipped'];
const schema: Readonly<Record<string, Rule>> = {
  testsuites: { required: [], optional: ['name', ...counts, 'time'], children: ['testsuite*'] },
  testsuite: {
    required: ['name', 'tests', 'failures', 'errors'],
    optional: ['id', 'skipped', 'time', 'timestamp', 'hostname', 'package'],
    children: ['properties?', 'testcase*', 'system-out?', 'system-err?'],
  },
  testcase: {
    required: ['name', 'classname'],
    optional: ['time'],
    children: ['properties?', 'skipped|error|failure?', 'system-out?', 'system-err?'],
  },
  properties: { required: [], optional: [], children: ['property+'] },
  property: { required: ['name', 'value'], optional: [], children: [] },
  failure: { required: ['type'], optional: ['message'], children: [] },
  error: { required: ['type'], optional: ['message'], children: [] },
  skipped: { required: [], optional: ['message'], children: [] },
};

export interface JunitCase {
  readonly suite: string;
  readonly className: string;
  readonly name: string;
  readonly kind: 'passed' | 'failure' | 'error' | 'skipped';
  readonly message: string;
  readonly text: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** Throws for anything that is not valid; answers the test cases. */
export function readJunit(document: string): JunitCase[] {
  const root = parseXml(document);
  if (root.name !== 'testsuites') throw new Error(`the root is ${root.name}`);
  validate(root);
  return root.children.flatMap((suite) => suite.children.filter(({ name }) => name === 'testcase').map((each) => caseOf(each, suite)));
}

function validate(element: XmlElement): void {
  const rule = schema[element.name];
  if (rule === undefined) throw new Error(`no element ${element.name} is known`);
  const names = Object.keys(element.attributes);
  for (const name of rule.required) if (!names.includes(name)) throw new Error(`${element.name} lacks ${name}`);
  const stranger = names.find((name) => !rule.required.includes(name) && !rule.optional.includes(name));
  if (stranger !== undefined) throw new Error(`${element.name} has ${stranger}`);
  for (const [name, value] of Object.entries(element.attributes)) validateAttribute(element.name, name, value);
  const order = new RegExp(`^${rule.children.map((child) => `(?:(?:${child.slice(0, -1)}) )${child.slice(-1)}`).join('')}$`);
  const children = element.children.map(({ name }) => `${name} `).join('');
  if (!order.test(children)) throw new Error(`${element.name} holds ${children}`);
  if (element.children.length > 0 && element.text.trim() !== '') throw new Error(`${element.name} has text between its elements`);
  if (names.includes('tests')) validateCounts(element);
  for (const child of element.children) validate(child);
}

function validateAttribute(element: string, name: string, value: string): void {
  const pattern =
    counts.includes(name) || name === 'id'
      ? /^\d+$/
      : name === 'time'
        ? /^\d+\.\d+$/
        : name === 'timestamp'
          ? /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/
          : /^/;
  if (!pattern.test(value)) throw new Error(`${element} ${name}="${value}"`);
}

function validateCounts(element: XmlElement): void {
  const cases = element.name === 'testsuites' ? element.children.flatMap(({ children }) => children) : element.children;
  const of = (kind: string) => cases.filter(({ children }) => children.some(({ name }) => name === kind)).length;
  const counted = { tests: cases.length, failures: of('failure'), errors: of('error'), skipped: of('skipped') };
  for (const [name, count] of Object.entries(counted))
    if (element.attributes[name] !== String(count))
      throw new Error(`${element.name} ${name}="${element.attributes[name]}", counted ${count}`);
}

function caseOf(element: XmlElement, suite: XmlElement): JunitCase {
  const outcome = element.children.find(({ name }) => ['failure', 'error', 'skipped'].includes(name));
  const properties = element.children.find(({ name }) => name === 'properties')?.children ?? [];
  return {
    suite: suite.attributes['name'] ?? '',
    className: element.attributes['classname'] ?? '',
    name: element.attributes['name'] ?? '',
    kind: (outcome?.name ?? 'passed') as JunitCase['kind'],
    message: outcome?.attributes['message'] ?? '',
    text: outcome?.text ?? '',
    properties: Object.fromEntries(properties.map(({ attributes }) => [attributes['name'] ?? '', attributes['value'] ?? ''])),
  };
}
