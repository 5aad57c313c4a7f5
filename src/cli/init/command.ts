import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { badInput, FaultlineError } from '../../core/index.ts';
import { standardOutput } from '../standard-output.ts';
import { ownSuite, ownSystemFiles } from './own-system-files.ts';
import { suiteTemplate } from './suite-template.ts';
import { workflowTemplate } from './workflow-template.ts';

const SUITE = 'faultline.yaml';
/** Of a project with a system of its own: the suite and the system beside each other. */
const OWN_FOLDER = 'faultline';
const OWN_SUITE = `${OWN_FOLDER}/suite.yaml`;
/** Of a suite's name: plans of its entries go on behind it. */
const NAME_CHARS_MAX = 40;

const parts = ['suite', 'system', 'workflow'] as const;
type Part = (typeof parts)[number];

interface InitFlags {
  readonly force?: boolean;
  readonly only?: Part;
  readonly own?: boolean;
}

export function initCommand(): Command {
  return new Command('init')
    .description(`write a suite to begin with (${SUITE}) and a GitHub workflow that runs it`)
    .argument('[folder]', 'the project’s folder', '.')
    .option(
      '--own',
      `for a system of your own: ${OWN_SUITE}, and beside it a description of the system to fill in, with a server to try it on`,
    )
    .addOption(new Option('--only <part>', 'only this one; the system only with --own').choices(parts))
    .option('--force', 'replace files that are there (not those of --own)')
    .action((folder: string, flags: InitFlags) => {
      process.exitCode = init(folder, flags);
    });
}

/** All files or none: what is there stays as it is. */
function init(folder: string, { force = false, only, own = false }: InitFlags): number {
  if (own && force)
    throw badInput('init-own-force', '--own replaces nothing, not even with --force: the description of a system is your work');
  if (only === 'system' && !own)
    throw badInput('init-no-system', '--only system: expected --own with it; a suite of raft needs no description');
  const files = (own ? ownFiles(folder) : filesFor(folder)).filter(({ part }) => only === undefined || part === only);
  const there = files.filter(({ path }) => existsSync(path));
  if (there.length > 0 && !force)
    throw badInput(
      'file-exists',
      `expected no ${there.map(({ path }) => path).join(' and no ')}; nothing was written${own ? '' : '. --force replaces what is there'}`,
      {
        file: there[0]?.path ?? folder,
      },
    );
  for (const { path, text } of files) write(path, text);
  const written = files.map(({ path }) => `wrote ${path}`);
  const next = own ? ownNext(folder) : raftNext(folder);
  standardOutput.write(`${[...written, '', ...next, '', 'Runs are written to results/, which belongs in .gitignore.'].join('\n')}\n`);
  return 0;
}

function raftNext(folder: string): string[] {
  return [
    `  npx faultline run ${quoted(join(folder, SUITE))}                     real processes, about a minute`,
    `  npx faultline run ${quoted(join(folder, SUITE))} --world simulated   the same in virtual time, in seconds`,
  ];
}

function ownNext(folder: string): string[] {
  return [
    `  npx faultline run ${quoted(join(folder, OWN_SUITE))}     the example server, real processes, about 15 seconds`,
    '',
    `Then put your program where the server is: ${join(folder, OWN_FOLDER, 'system.mjs')} says how. It needs the package: npm i -D faultline`,
  ];
}

interface NewFile {
  readonly part: Part;
  readonly path: string;
  readonly text: string;
}

function filesFor(folder: string): NewFile[] {
  const schema = `./${schemaIn('')}`;
  return [
    { part: 'suite', path: join(folder, SUITE), text: suiteTemplate(projectName(folder), schema) },
    { part: 'workflow', path: join(folder, ...workflowPath), text: workflowTemplate(SUITE) },
  ];
}

function ownFiles(folder: string): NewFile[] {
  const system = ownSystemFiles().map(({ name, text }): NewFile => ({ part: 'system', path: join(folder, OWN_FOLDER, name), text }));
  return [
    { part: 'suite', path: join(folder, OWN_SUITE), text: ownSuite(projectName(folder), schemaIn('..')) },
    ...system,
    { part: 'workflow', path: join(folder, ...workflowPath), text: workflowTemplate(OWN_SUITE, { install: true }) },
  ];
}

const workflowPath = ['.github', 'workflows', 'faultline.yml'];

/** From a folder of the project, given the way up. */
function schemaIn(up: string): string {
  return join(up, 'node_modules', 'faultline', 'workloads', 'suites', 'schema.json');
}

function projectName(folder: string): string {
  const name = basename(resolve(folder))
    .replace(/[^A-Za-z0-9.-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, NAME_CHARS_MAX);
  return name === '' || name === 'latest' ? 'my-system' : name;
}

function write(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw new FaultlineError('init-unwritable', `cannot write ${path}: ${error instanceof Error ? error.message : String(error)}`, {
      place: { file: path },
    });
  }
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
