import { html, type Markup, type Part } from './markup.ts';

export interface Page {
  readonly title: string;
  /** Where one is, from the list of runs on. */
  readonly trail?: readonly { readonly text: string; readonly href?: string }[];
  /** To the right of the head. */
  readonly aside?: Part;
  readonly content: Part;
  /** Draws itself anew where there is no script. */
  readonly reloadSeconds?: number;
}

/** What all pages have in common: the head, the way back, and the one script and style. */
export function layout({ title, trail = [], aside, content, reloadSeconds }: Page): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} (Faultline)</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/page.css">
<script src="/assets/page.js" defer></script>
${reloadSeconds !== undefined && html`<noscript><meta http-equiv="refresh" content="${reloadSeconds}"></noscript>`}
</head>
<body class="serve">
<a class="skip" href="#content">Skip to the content</a>
<header>
<a class="brand" href="/">faultline</a>
<nav aria-label="Where you are"><ol>${trail.map(({ text, href }) => html`<li>${href === undefined ? html`<span aria-current="page">${text}</span>` : html`<a href="${href}">${text}</a>`}</li>`)}</ol></nav>
<span class="right">${aside}</span>
</header>
<main id="content">
${content}
</main>
</body>
</html>
`;
}
