/** A campaign as JUnit XML, the format that every CI system reads: a test suite for each entry, a test case for each run and each limit. */
export { renderJunit } from './render.ts';
