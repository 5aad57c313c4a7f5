/** npm run docs: writes the references of this folder from what the code says of itself. */
import { writeFileSync } from 'node:fs';
import { referencePages } from '../dist/src/cli/reference/index.js';

for (const [name, page] of Object.entries(referencePages)) writeFileSync(new URL(name, import.meta.url), page());
