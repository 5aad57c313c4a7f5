import type { VNode } from 'preact';
import type { Run } from '../run.ts';
import { remainingFigures } from './figures.ts';
import { Tree } from './tree.tsx';

/** Checkers whose verdict is drawn elsewhere; all others show the figures that they left. */
const drawnElsewhere: readonly string[] = ['linearizability', 'raft-safety'];

export function Performance({ run }: { readonly run: Run }): VNode | null {
  const figures = Object.entries(run.data.verdict.results).filter(
    ([name, { data }]) => data !== undefined && data !== null && !drawnElsewhere.includes(name),
  );
  if (figures.length === 0) return null;
  figures.sort(([a], [b]) => Number(b === 'performance') - Number(a === 'performance'));
  return (
    <>
      {figures.map(([name, { data }]) => (
        <section key={name} aria-labelledby={`figures-${name}`}>
          <h2 id={`figures-${name}`}>{name === 'performance' ? 'Performance and availability' : name}</h2>
          <div class="panel wide">
            <Tree value={remainingFigures(name, data ?? null)} />
          </div>
        </section>
      ))}
    </>
  );
}
