import { Option } from 'commander';
import { badInput } from '../core/index.ts';
import { environmentNamePattern, MASKED_CHARS_MIN, type NodeEnvironment } from '../run/index.ts';
import { several } from './subject.ts';

export function environmentOption(): Option {
  return new Option(
    '--env <name[=value]>',
    'a variable for every node’s process, without =value the one of your own environment; may be repeated. The value is stored nowhere, and filtered out of logs, traces and reports',
  )
    .argParser(several)
    .default([], 'none');
}

/** Reads `--env NAME=VALUE` and `--env NAME`. A value too short to be filtered is said aloud. */
export function readEnvironment(given: readonly string[]): NodeEnvironment {
  const environment: Record<string, string> = {};
  for (const text of given) {
    const at = text.indexOf('=');
    const name = at < 0 ? text : text.slice(0, at);
    if (!environmentNamePattern.test(name))
      throw badInput('bad-env', `--env: expected NAME=VALUE, or NAME for a variable of your own environment; got the name "${name}"`);
    const value = at < 0 ? process.env[name] : text.slice(at + 1);
    if (value === undefined) throw badInput('bad-env', `--env ${name}: your own environment has no ${name}; give it as ${name}=VALUE`);
    if (value.length < MASKED_CHARS_MIN)
      process.stderr.write(
        `faultline: --env ${name}: a value of less than ${MASKED_CHARS_MIN} characters is not filtered out of what nodes write; it is no secret\n`,
      );
    environment[name] = value;
  }
  return environment;
}
