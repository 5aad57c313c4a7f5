/**
 * The report as one self-contained HTML file. `page/` is what runs in the browser (bundled by build.mjs into a template), `render`
 * splices one run's data, or a campaign's, into it.
 */
export { type RenderOptions, renderCampaign, renderReport } from './render.ts';
