import type { VNode } from 'preact';
import type { RunRow } from '../../../campaign/page-data.ts';

/** The run's own page, where it has one beside this. A link goes down from here or beside, never to another place. */
export function RunLink({ row, text }: { readonly row: RunRow; readonly text: string }): VNode {
  const { link } = row;
  return link !== undefined && isBeside(link) ? <a href={link}>{text}</a> : <span>{text}</span>;
}

/** No scheme, no host, no root: whoever wrote the campaign's file may be anybody. */
function isBeside(link: string): boolean {
  return /^(?:\.\.?\/)*[A-Za-z0-9._~%!*'()-][A-Za-z0-9._~%!*'()/-]*$/.test(link);
}
