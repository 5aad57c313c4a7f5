import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { badInput, FaultlineError } from '../../core/index.ts';
import { suiteTemplate } from './suite-template.ts';
import { workflowTemplate } from './workflow-template.ts';

const SUITE = 'faultline.yaml';
/** Of a suite's name: plans of its entries go on behind it. */
const NAME_CHARS_MAX = 40;

const parts = ['suite', 'workflow'] as const;
type Part = (typeof parts)[number];

interface InitFlags {
  readonly force?: boolean;
  readonly only?: Part;
}

export function initCommand(): Command {
  return new Command('init')
    .description(`write a suite to begin with (${SUITE}) and a GitHub workflow that runs it`)
    .argument('[folder]', 'the project’s folder', '.')
    .addOption(new Option('--only <part>', 'only this one').choices(parts))
    .option('--force', 'replace files that are there')
    .action((folder: string, flags: InitFlags) => {
      process.exitCode = init(folder, flags);
    });
}

/** All files or none: what is there stays as it is. */
function init(folder: string, { force = false, only }: InitFlags): number {
  const files = filesFor(folder).filter(({ part }) => only === undefined || part === only);
  const there = files.filter(({ path }) => existsSync(path));
  if (there.length > 0 && !force)
    throw badInput(
      'file-exists',
      `expected no ${there.map(({ path }) => path).join(' and no ')}; nothing was written. --force replaces what is there`,
      {
        file: there[0]?.path ?? folder,
      },
    );
  for (const { path, text } of files) write(path, text);
  const written = files.map(({ path }) => `wrote ${path}`);
  const next = [
    '',
    `  npx faultline run ${quoted(join(folder, SUITE))}                     real processes, about a minute`,
    `  npx faultline run ${quoted(join(folder, SUITE))} --world simulated   the same in virtual time, in seconds`,
    '',
    'Runs are written to results/, which belongs in .gitignore.',
  ];
  process.stdout.write(`${[...written, ...next].join('\n')}\n`);
  return 0;
}

function filesFor(folder: string): { readonly part: Part; readonly path: string; readonly text: string }[] {
  const name = basename(resolve(folder))
    .replace(/[^A-Za-z0-9.-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, NAME_CHARS_MAX);
  const schema = relative(resolve(folder), join(resolve(folder), 'node_modules', 'faultline', 'workloads', 'suites', 'schema.json'));
  return [
    { part: 'suite', path: join(folder, SUITE), text: suiteTemplate(name === '' || name === 'latest' ? 'my-system' : name, `./${schema}`) },
    { part: 'workflow', path: join(folder, '.github', 'workflows', 'faultline.yml'), text: workflowTemplate(SUITE) },
  ];
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
