import { expect, it } from 'vitest';
import { tellTrouble } from './tell-trouble.ts';

it('tells three different troubles, each as one line that commands nothing', () => {
  const lines: string[] = [];
  for (const words of ['a\n::error::b', 'a\n::error::b', '\u001b[2Jgone', 'c', 'd']) tellTrouble(words, (line) => lines.push(line));
  expect(lines).toEqual(['faultline: a\\u000a::error::b\n', 'faultline: \\u001b[2Jgone\n', 'faultline: c (others are not told)\n']);
});
