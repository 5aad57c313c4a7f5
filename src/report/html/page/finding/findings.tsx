import type { VNode } from 'preact';
import { isJsonObject, type JsonObject } from '../../../../core/index.ts';
import { formatSeconds, plural, readable } from '../../../words/index.ts';
import { Tree } from '../parts/tree.tsx';
import type { FoundBy, Run } from '../run.ts';
import { anchorOf } from './anchor.ts';
import { Diagram } from './diagram.tsx';
import { explainedFields } from './evidence.ts';
import { factsOf } from './facts.ts';
import { Logs } from './logs.tsx';
import { OperationsTable } from './operations-table.tsx';
import { sceneOf } from './scene.ts';
import { TraceExcerpt } from './trace-excerpt.tsx';

/** So many findings are told in full at once; the others unfold. */
const OPEN_MAX = 3;

export function Findings({ run, show }: { readonly run: Run; readonly show: (finding: number) => void }): VNode | null {
  if (run.findings.length === 0) return null;
  return (
    <section aria-labelledby="findings">
      <h2 id="findings">{run.findings.length === 1 ? 'What is wrong' : `What is wrong: ${plural(run.findings.length, 'finding')}`}</h2>
      {run.findings.map((found, i) => (
        <Told key={`${found.checker}-${i}`} run={run} found={found} number={i} show={show} />
      ))}
    </section>
  );
}

interface ToldProps {
  readonly run: Run;
  readonly found: FoundBy;
  readonly number: number;
  readonly show: (finding: number) => void;
}

function Told({ run, found, number, show }: ToldProps): VNode {
  const { checker, finding, title } = found;
  const anchor = anchorOf(run, finding);
  return (
    <details class="finding panel" open={number < OPEN_MAX} id={`finding-${number + 1}`}>
      <summary>
        <span class="flag">{number + 1}</span>
        <h3>{title}</h3>
        <span class="dim">{readable(checker)}</span>
      </summary>
      <p class="message">{readable(finding.message, { lines: true })}</p>
      {anchor === undefined ? null : (
        <button type="button" class="jump" onClick={() => show(number)}>
          show {formatSeconds(anchor.atMs)} on the time axis
        </button>
      )}
      <Evidence run={run} found={found} show={() => show(number)} />
    </details>
  );
}

function Evidence({ run, found: { finding }, show }: { readonly run: Run; readonly found: FoundBy; readonly show: () => void }): VNode {
  const scene = sceneOf(run, finding);
  const anchor = anchorOf(run, finding);
  const facts = anchor === undefined ? [] : factsOf(run, anchor.atMs, scene);
  const rest = unexplained(finding.evidence ?? {}, scene !== undefined);
  return (
    <>
      <div class={scene === undefined ? '' : 'why'}>
        {scene === undefined ? null : (
          <div>
            <h4>{scene.ordered ? 'Why no order explains it' : 'The operations'}</h4>
            <Diagram run={run} scene={scene} />
          </div>
        )}
        {facts.length === 0 ? null : (
          <div>
            <h4>In words</h4>
            <ol class="facts">
              {facts.map((fact) => (
                <li key={fact}>{fact}</li>
              ))}
            </ol>
          </div>
        )}
      </div>
      {scene === undefined ? null : (
        <div class="scroll">
          <OperationsTable run={run} scene={scene} pin={show} />
        </div>
      )}
      <TraceExcerpt run={run} finding={finding} />
      <Logs evidence={finding.evidence ?? {}} />
      {Object.keys(rest).length === 0 ? null : (
        <details open={scene === undefined && finding.trace === undefined}>
          <summary>All evidence</summary>
          <div class="scroll">
            <Tree value={rest} />
          </div>
        </details>
      )}
    </>
  );
}

function unexplained(evidence: JsonObject, drawn: boolean): JsonObject {
  return Object.fromEntries(
    Object.entries(evidence).filter(
      ([name, value]) => !(drawn && explainedFields.includes(name)) && !(name === 'logs' && isJsonObject(value)),
    ),
  );
}
