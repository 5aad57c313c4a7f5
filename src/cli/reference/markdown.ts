/** A table, its cells as they are but for what would end them. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
}

export function code(text: string): string {
  return `\`${text}\``;
}

/** Paragraphs that open with their heading in bold. */
export function paragraphs(sections: readonly (readonly [heading: string, text: string])[]): string {
  return sections.map(([heading, text]) => `**${heading}.** ${text}`).join('\n\n');
}

/** Blocks with a blank line between them, and the page's last newline. */
export function page(title: string, ...blocks: readonly string[]): string {
  return `${[`# ${title}`, '<!-- Written by `npm run docs` from what the code says of itself. Change it there. -->', ...blocks].join('\n\n')}\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
