import type { VNode } from 'preact';
import { isJsonObject, type JsonObject } from '../../../../core/index.ts';
import { plural, readable } from '../../../words/index.ts';
import { Tree } from '../parts/tree.tsx';
import type { FoundBy, Run } from '../run.ts';
import { anchorOf } from './anchor.ts';
import { Diagram } from './diagram.tsx';
import { type Explanation, explainedFields, readExplanation, type SmallestProof } from './evidence.ts';
import { factsOf } from './facts.ts';
import { Logs } from './logs.tsx';
import { list } from './moment.ts';
import { OperationsTable } from './operations-table.tsx';
import { PROOF_ROWS_MAX, proofOf, type Scene, sceneOf } from './scene.ts';
import type { Story } from './story.ts';
import { TraceExcerpt } from './trace-excerpt.tsx';
import { whyNotSentences } from './why-not.ts';

interface EvidenceProps {
  readonly run: Run;
  readonly found: FoundBy;
  readonly story: Story | undefined;
  readonly show: () => void;
}

/** All that proves a finding: the story with the few operations it needs, why nothing explains them, then everything else, folded. */
export function Evidence({ run, found: { finding }, story, show }: EvidenceProps): VNode {
  const explanation = readExplanation(run, finding);
  const order = sceneOf(run, finding);
  const proof = proofOf(run, finding, story?.parts ?? new Map());
  const main = proof ?? order;
  const anchor = anchorOf(run, finding);
  const told = story?.sentences ?? [];
  const facts = told.length > 0 || anchor === undefined ? told : factsOf(run, anchor.atMs, order);
  const why = explanation === undefined ? [] : whyNotSentences(run, explanation);
  const rest = unexplained(finding.evidence ?? {}, main !== undefined);
  return (
    <>
      <div class={main === undefined ? '' : 'why'}>
        {main === undefined ? null : <Drawn run={run} scene={main} explanation={explanation} isProof={proof !== undefined} />}
        <Sentences title="In words" sentences={facts} />
      </div>
      <Sentences title="Why no order explains it" sentences={why} />
      {main === undefined ? null : (
        <div class="scroll">
          <OperationsTable run={run} scene={main} pin={show} />
        </div>
      )}
      <TraceExcerpt run={run} finding={finding} />
      <Logs evidence={finding.evidence ?? {}} />
      {proof === undefined || order === undefined ? null : (
        <details>
          <summary>The longest order that can be found, and what comes after it</summary>
          <Diagram run={run} scene={order} />
          <div class="scroll">
            <OperationsTable run={run} scene={order} pin={show} />
          </div>
        </details>
      )}
      {told.length === 0 ? null : (
        <details>
          <summary>The checker's own words</summary>
          <p class="message">{readable(finding.message, { lines: true })}</p>
        </details>
      )}
      {Object.keys(rest).length === 0 ? null : (
        <details open={main === undefined && finding.trace === undefined}>
          <summary>All evidence</summary>
          <div class="scroll">
            <Tree value={rest} />
          </div>
        </details>
      )}
    </>
  );
}

interface DrawnProps {
  readonly run: Run;
  readonly scene: Scene;
  readonly explanation: Explanation | undefined;
  readonly isProof: boolean;
}

function Drawn({ run, scene, explanation, isProof }: DrawnProps): VNode {
  const title = isProof ? 'The operations that contradict each other' : scene.ordered ? 'Why no order explains it' : 'The operations';
  return (
    <div>
      <h4>{title}</h4>
      <Diagram run={run} scene={scene} />
      {isProof && explanation?.smallest !== undefined ? <p class="caption">{smallestSentence(explanation.smallest)}</p> : null}
    </div>
  );
}

function smallestSentence({ rows, of, complete, forgotten }: SmallestProof): string {
  const those = rows.length === 1 ? 'One operation alone is impossible' : `${rows.length} operations alone are impossible together`;
  const apart = forgotten.length === 0 ? '' : `, even without ${list(forgotten)}`;
  const rest = `${those}${apart}, whatever the others of the key's ${plural(of, 'operation')} did`;
  const end = complete ? 'nothing more was found to leave out.' : 'the time for finding fewer was spent.';
  return `${rest}${rows.length > PROOF_ROWS_MAX ? ': too many to draw' : ''}; ${end}`;
}

function Sentences({ title, sentences }: { readonly title: string; readonly sentences: readonly string[] }): VNode | null {
  if (sentences.length === 0) return null;
  return (
    <div>
      <h4>{title}</h4>
      <ol class="facts">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ol>
    </div>
  );
}

function unexplained(evidence: JsonObject, drawn: boolean): JsonObject {
  return Object.fromEntries(
    Object.entries(evidence).filter(
      ([name, value]) => !(drawn && explainedFields.includes(name)) && !(name === 'logs' && isJsonObject(value)),
    ),
  );
}
