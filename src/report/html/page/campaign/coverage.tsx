import type { VNode } from 'preact';
import type { CampaignPage } from '../../../campaign/page-data.ts';
import { formatCount, plural, readable, spaced } from '../../../words/index.ts';

/** What all runs reached together: without this a pass says little. */
export function Coverage({ page }: { readonly page: CampaignPage }): VNode {
  const { coverage, unlisted } = page;
  const { ops, rules, measuredRuns, checkers } = coverage;
  // Without a trace nobody can know of a rule: a box that says "none" would sound as if somebody had looked.
  const isTraced = rules.length > 0 || checkers.some(({ name }) => name === 'raft-safety');
  return (
    <>
      <section aria-labelledby="faults">
        <h2 id="faults">Faults over all runs</h2>
        <div class="panel wide">
          {coverage.faults.length === 0 ? <p class="none">No run had a fault planned.</p> : <FaultTable page={page} />}
        </div>
      </section>
      <div class={isTraced ? 'two' : ''}>
        {isTraced ? (
          <section aria-labelledby="rules">
            <h2 id="rules">Rules that came up</h2>
            <div class="panel">
              {measuredRuns === 0 ? (
                <p class="none">These runs did not record which rules of the nodes came up; each run's own page tells.</p>
              ) : rules.length === 0 ? (
                <p class="none">None, in {plural(measuredRuns, 'run')} that tell.</p>
              ) : (
                <>
                  <p class="reason">
                    {plural(rules.length, 'safety rule')} of the nodes had an occasion, each in so many of the {plural(measuredRuns, 'run')}{' '}
                    that tell:
                  </p>
                  <ul class="counts">
                    {rules.map(({ name, runs }) => (
                      <li key={name}>
                        {readable(spaced(name))} <b>{formatCount(runs)}</b>
                      </li>
                    ))}
                  </ul>
                </>
              )}
            </div>
          </section>
        ) : null}
        <section aria-labelledby="checkers">
          <h2 id="checkers">Verdicts by checker</h2>
          <div class="panel wide">
            <table>
              <caption class="spoken">In how many runs each checker came to which verdict</caption>
              <thead>
                <tr>
                  <th scope="col">checker</th>
                  {['valid', 'invalid', 'unknown'].map((name) => (
                    <th key={name} scope="col" class="number">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {checkers.map(({ name, valid, invalid, unknown }) => (
                  <tr key={name}>
                    <th scope="row">{readable(name)}</th>
                    <td class="number">{formatCount(valid)}</td>
                    <td class={`number ${invalid > 0 ? 'invalid' : ''}`}>{formatCount(invalid)}</td>
                    <td class={`number ${unknown > 0 ? 'unknown' : ''}`}>{formatCount(unknown)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      </div>
      <p class="totals">
        {formatCount(ops.ok)} operations succeeded, {formatCount(ops.fail)} failed and {formatCount(ops.info)} ended unknown
        {unlisted > 0 ? ', in the runs that this page lists' : ''}.
      </p>
    </>
  );
}

function FaultTable({ page: { coverage } }: { readonly page: CampaignPage }): VNode {
  return (
    <table>
      <caption class="spoken">Faults by kind, and what became of them</caption>
      <thead>
        <tr>
          <th scope="col">kind</th>
          {['in force', 'idle', 'merged', 'missing', 'runs that planned one'].map((name) => (
            <th key={name} scope="col" class="number">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {coverage.faults.map(({ kind, inForce, idle, merged, missing, seeds }) => (
          <tr key={kind}>
            <th scope="row">{readable(kind)}</th>
            <td class={`number ${inForce === 0 ? 'unknown' : ''}`}>{formatCount(inForce)}</td>
            <td class="number">{formatCount(idle)}</td>
            <td class="number">{formatCount(merged)}</td>
            <td class={`number ${missing > 0 ? 'invalid' : ''}`}>{formatCount(missing)}</td>
            <td class="number">{formatCount(seeds)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
