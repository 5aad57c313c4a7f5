/**
 * `faultline serve`: a results folder in a browser on this machine. The table of runs with search and trends, one run, two runs side by
 * side, a run while it goes on, a run as one file. It only reads, only what is inside the folder, and tells only this machine; whatever
 * it shows came from files and clients and is shown as text.
 *
 *     request-guard -> routes -> runs/ (what is there), live/ (what goes on), compare/, archive/ -> html/ (pages) -> send
 *
 * `page/` is what runs in the browser; every page but the live view is whole without it.
 */
export type { OpenWatcher, Watcher } from './live/live-run.ts';
export { type ResultsServer, type ServeOptions, serveResults } from './server.ts';
