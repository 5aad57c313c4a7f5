import { readable } from '../words/index.ts';

export interface Element {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number>>;
  readonly children?: readonly Element[];
  readonly text?: string;
}

/** A whole XML 1.0 document. What XML cannot hold (controls, lone surrogates) is written out, and nothing in a text can end it. */
export function renderXml(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${renderElement(root, '')}\n`;
}

function renderElement({ name, attributes = {}, children = [], text }: Element, indent: string): string {
  const opening = `${indent}<${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escapeAttribute(String(value))}"`)
    .join('')}`;
  if (children.length === 0 && text === undefined) return `${opening}/>`;
  if (text !== undefined) return `${opening}>${escapeText(text)}</${name}>`;
  return [`${opening}>`, ...children.map((child) => renderElement(child, `${indent}  `)), `${indent}</${name}>`].join('\n');
}

/** `]]>` is no end of anything once its `>` is escaped. */
function escapeText(text: string): string {
  return allowed(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function escapeAttribute(text: string): string {
  return escapeText(text).replace(/"/g, '&quot;').replace(/\n/g, '&#10;');
}

/** The two that are no controls, and no characters either. */
function allowed(text: string): string {
  return readable(text, { lines: true }).replace(/[\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
