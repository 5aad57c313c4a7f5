import { readFileSync } from 'node:fs';

/** The example of docs/own-system, which is run by the tests as it stands: what a project of its own system begins with. */
const example = new URL('../../../../docs/own-system/', import.meta.url);

/** The suite of the example, called by this name. */
export function ownSuite(name: string, schema: string): string {
  return read('suite.yaml')
    .replace(/^# yaml-language-server: .*$/m, `# yaml-language-server: $schema=${schema}`)
    .replace(/^name: .*$/m, `name: ${name}`)
    .replace('docs/suite.md', 'the schema above');
}

/** The description of a system, to be filled in, and a small server that it fits as it stands. */
export function ownSystemFiles(): { readonly name: string; readonly text: string }[] {
  return ['system.mjs', 'server.mjs'].map((name) => ({ name, text: read(name) }));
}

function read(name: string): string {
  return readFileSync(new URL(name, example), 'utf8');
}
