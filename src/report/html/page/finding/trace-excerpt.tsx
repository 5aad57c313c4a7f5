import type { VNode } from 'preact';
import type { Finding, Json } from '../../../../core/index.ts';
import type { TraceLine } from '../../../data/index.ts';
import { formatSeconds, readable, readableJson } from '../../../words/index.ts';
import type { Run } from '../run.ts';

const LINES_AROUND = 4;

/** The trace events that contradict each other, each among its node's own, side by side. */
export function TraceExcerpt({ run, finding }: { readonly run: Run; readonly finding: Finding }): VNode | null {
  const wanted = new Set((finding.trace ?? []).map(({ node, boot, seq }) => `${node}/${boot}/${seq}`));
  const nodes = [...new Set((finding.trace ?? []).map(({ node }) => node))];
  const columns = nodes.map((node) => ({ node, lines: linesAround(run, node, wanted) })).filter(({ lines }) => lines.length > 0);
  if (columns.length === 0) return null;
  return (
    <div class="excerpts">
      {columns.map(({ node, lines }) => (
        <figure key={node}>
          <figcaption>{readable(node)} said</figcaption>
          <ol>
            {lines.map((line) => (
              <li key={`${line.boot}/${line.seq}`} class={wanted.has(keyOf(line)) ? 'wanted' : ''}>
                <span class="when" title={`boot ${line.boot}, event ${line.seq}`}>
                  {formatSeconds(line.atMs, 3)}
                </span>
                <span class="said">
                  <b>{readable(line.event)}</b> {fieldsOf(line)}
                </span>
              </li>
            ))}
          </ol>
        </figure>
      ))}
    </div>
  );
}

function linesAround(run: Run, node: string, wanted: ReadonlySet<string>): TraceLine[] {
  const lines = run.data.traceLines.filter((line) => line.node === node);
  const marked = lines.flatMap((line, i) => (wanted.has(keyOf(line)) ? [i] : []));
  return lines.filter((_, i) => marked.some((mark) => Math.abs(mark - i) <= LINES_AROUND));
}

function keyOf({ node, boot, seq }: TraceLine): string {
  return `${node}/${boot}/${seq}`;
}

function fieldsOf({ fields }: TraceLine): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${readable(name)}=${textOf(value)}`)
    .join(' ');
}

const LIST_SHOWN_MAX = 3;

/** Of a long list its beginning and how long it is: an entry's hashes tell nobody anything one by one. */
function textOf(value: Json): string {
  if (Array.isArray(value) && value.length > LIST_SHOWN_MAX) {
    const more = /^… (\d+) more$/.exec(String(value.at(-1)))?.[1];
    const count = more === undefined ? value.length : value.length - 1 + Number(more);
    return `[${textOf((value as readonly Json[])[0] ?? null)}, … ${count} in all]`;
  }
  return typeof value === 'string' ? readable(value) : readableJson(value);
}
