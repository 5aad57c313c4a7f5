/** A campaign as Markdown, for a step summary or a comment: the verdict, the gate, the runs, and what is wrong with those that are no pass. */
export { renderMarkdown } from './render.ts';
