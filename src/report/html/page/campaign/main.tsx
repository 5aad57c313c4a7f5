import { render } from 'preact';
import type { CampaignPage } from '../../../campaign/page-data.ts';
import { readPacked } from '../read-payload.ts';
import { App } from './app.tsx';
import '../style.css';
import './style.css';

/** The page's whole start: unpack the data that came with it, draw, and say so plainly where that cannot be done. */
async function start(): Promise<void> {
  const root = document.getElementById('report');
  if (root === null) return;
  try {
    const data = JSON.parse(new TextDecoder().decode(await readPacked())) as CampaignPage;
    if (data.format !== 1) throw new Error(`its data has format ${String(data.format)}, this page reads 1`);
    document.title = `${data.word}: ${data.suite}, ${data.runCount} runs (Faultline)`;
    root.textContent = '';
    render(<App page={data} />, root);
    performance.mark('faultline-drawn');
  } catch (error) {
    root.textContent = `This page cannot be shown: ${error instanceof Error ? error.message : String(error)}. It may be cut off; build it anew with "faultline report <campaign>".`;
    root.className = 'waiting';
    throw error;
  }
}

void start();
