import { render } from 'preact';
import { App } from './app.tsx';
import { readPayload } from './read-payload.ts';
import { openRun } from './run.ts';
import './style.css';

/** The page's whole start: unpack the data that came with it, draw, and say so plainly where that cannot be done. */
async function start(): Promise<void> {
  const root = document.getElementById('report');
  if (root === null) return;
  try {
    const data = await readPayload();
    document.title = `${data.verdict.outcome}: ${data.plan.name}, seed ${data.plan.seed} (Faultline)`;
    root.textContent = '';
    render(<App run={openRun(data)} />, root);
    window.addEventListener('beforeprint', unfold);
  } catch (error) {
    root.textContent = `This report cannot be shown: ${error instanceof Error ? error.message : String(error)}. It may be cut off; build it anew with "faultline report <run folder>".`;
    root.className = 'waiting';
    throw error;
  }
}

/** On paper nothing unfolds. */
function unfold(): void {
  for (const details of document.querySelectorAll<HTMLDetailsElement>('details.finding')) details.open = true;
}

void start();
