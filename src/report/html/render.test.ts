import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { collectReport, columnNames, messageColumnNames, type ReportData } from '../data/index.ts';
import { makeRun, type TestRun } from '../test-runs/index.ts';
import { buildTemplate } from './build.mjs';
import { decodePayload, encodePayload } from './payload.ts';
import { renderReport } from './render.ts';

const hostile = `</script><img src=x onerror="document.title='stolen'">\u0000\u001b[31m\u202e\ud800$&${'x'.repeat(1_000_000)}`;

const dataOf = (run: TestRun): ReportData => collectReport(makeRun(run));

describe('the payload of a report', () => {
  it.each([0, 1, 10, 5000])('comes back as it was (%i operations)', (operationCount) => {
    const data = dataOf({ operationCount, outcome: 'violation' });
    const back = decodePayload(encodePayload(data));
    for (const name of columnNames) expect([...(back.operations[name] as Float64Array)], name).toEqual(data.operations[name]);
    for (const name of messageColumnNames) expect([...(back.messages[name] as Float64Array)], name).toEqual(data.messages[name]);
    const rest = { operations: undefined, messages: undefined };
    expect({ ...back, ...rest }).toEqual(JSON.parse(JSON.stringify({ ...data, ...rest })));
    expect(back.operations.values).toEqual(data.operations.values);
  });

  it('holds times beyond 32 bits', () => {
    const data = dataOf({ operationCount: 1, outcome: 'pass' });
    const startUs = [3_600_000_000_000];
    const durationUs = [2 ** 40];
    const { operations } = decodePayload(encodePayload({ ...data, operations: { ...data.operations, startUs, durationUs } }));
    expect([operations.startUs[0], operations.durationUs[0]]).toEqual([startUs[0], durationUs[0]]);
  });
});

describe('the page', () => {
  let template = '';
  beforeAll(async () => {
    template = await buildTemplate();
  });

  it('is one file that loads nothing', () => {
    expect(template).not.toMatch(/<(link|img|iframe)\b|\bsrc=|@import|url\(/);
    expect(template).toContain("default-src 'none'");
    expect(template.length).toBeLessThan(200_000);
  });

  it('holds 10,000 operations in less than 1 MB', () => {
    expect(renderReport(dataOf({ operationCount: 10_000, outcome: 'pass' }), { template }).length).toBeLessThan(1_000_000);
  });

  it('never holds a value of a client as it came', () => {
    const html = renderReport(dataOf({ operationCount: 50, outcome: 'violation', hostile }), { template });
    expect(html).not.toContain('onerror');
    expect(html.length).toBeLessThan(200_000);
    const packed = /<template id="data">([A-Za-z0-9+/=]+)<\/template>/.exec(html)?.[1] ?? '';
    const data = decodePayload(gunzipSync(Buffer.from(packed, 'base64')));
    expect(data.operations.keys[0]?.startsWith(hostile.slice(0, 60))).toBe(true);
  });

  it('refuses a template that is not one', () => {
    expect(() => renderReport(dataOf({ operationCount: 1, outcome: 'pass' }), { template: '<html></html>' })).toThrow(/exactly once/);
  });
});
