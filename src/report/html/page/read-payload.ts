import type { ReportData } from '../../data/index.ts';
import { decodePayload } from '../payload.ts';

/** Takes the run's data out of the page. */
export async function readPayload(): Promise<ReportData> {
  const data = decodePayload(await readPacked());
  if (data.format !== 1) throw new Error(`its data has format ${String(data.format)}, this page reads 1`);
  return data;
}

/** Takes what came with the page out of it: base64, gzip. The text is dropped from the document once it is read. */
export async function readPacked(): Promise<Uint8Array> {
  const element = document.getElementById('data');
  if (!(element instanceof HTMLTemplateElement)) throw new Error('the data is missing');
  if (typeof DecompressionStream === 'undefined')
    throw new Error('this browser has no DecompressionStream (Chrome 80, Firefox 113, Safari 16.4 or newer is needed)');
  const packed = bytesOf((element.content.textContent ?? '').trim());
  element.remove();
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
