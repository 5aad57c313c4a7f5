import { layout } from './layout.ts';
import { html, type Markup } from './markup.ts';

/** What went wrong, in a sentence, and the way back. */
export function errorPage(status: number, why: string): Markup {
  return layout({
    title: String(status),
    trail: [{ text: 'runs', href: '/' }, { text: String(status) }],
    content: html`<section class="outcome broken"><p class="word">${status}</p><h1>${why}</h1><p class="lede"><a href="/">All runs</a></p></section>`,
  });
}
