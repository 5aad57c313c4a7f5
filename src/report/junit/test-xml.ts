/** A strict reader of the part of XML 1.0 that we write: anything that is not well-formed throws. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#10': '\n' };
/** XML 1.0, production 2. */
const illegal = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

export function parseXml(document: string): XmlElement {
  const found = illegal.exec(document);
  if (found !== null) throw new Error(`a character that XML cannot hold, at ${found.index}: ${JSON.stringify(found[0])}`);
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!document.startsWith(declaration)) throw new Error('no declaration');
  const reader = { text: document, at: declaration.length };
  const root = parseElement(reader);
  if (reader.text.slice(reader.at).trim() !== '')
    throw new Error(`something behind the root: ${reader.text.slice(reader.at, reader.at + 40)}`);
  return root;
}

interface Reader {
  readonly text: string;
  at: number;
}

function take(reader: Reader, pattern: RegExp): RegExpExecArray | undefined {
  const sticky = new RegExp(pattern.source, 'y');
  sticky.lastIndex = reader.at;
  const match = sticky.exec(reader.text);
  if (match !== null) reader.at += match[0].length;
  return match ?? undefined;
}

function parseElement(reader: Reader): XmlElement {
  const opening = take(reader, /\s*<([a-z-]+)/);
  if (opening === undefined) throw new Error(`expected an element at ${reader.at}: ${reader.text.slice(reader.at, reader.at + 40)}`);
  const name = opening[1] ?? '';
  const attributes: Record<string, string> = {};
  for (let match = take(reader, /\s+([a-z-]+)="([^"<]*)"/); match !== undefined; match = take(reader, /\s+([a-z-]+)="([^"<]*)"/)) {
    const [, key = '', value = ''] = match;
    if (Object.hasOwn(attributes, key)) throw new Error(`${name}: ${key} twice`);
    attributes[key] = resolveEntities(value);
  }
  if (take(reader, /\/>/) !== undefined) return { name, attributes, children: [], text: '' };
  if (take(reader, />/) === undefined) throw new Error(`${name}: the tag does not end: ${reader.text.slice(reader.at, reader.at + 40)}`);
  const children: XmlElement[] = [];
  let text = '';
  for (;;) {
    const [chunk = ''] = take(reader, /[^<]*/) ?? [];
    if (chunk.includes(']]>')) throw new Error(`${name}: ]]> in its text`);
    text += resolveEntities(chunk);
    const closing = take(reader, /<\/([a-z-]+)>/);
    if (closing === undefined) {
      children.push(parseElement(reader));
      continue;
    }
    if (closing[1] !== name) throw new Error(`${name} ends as ${closing[1]}`);
    return { name, attributes, children, text };
  }
}

function resolveEntities(text: string): string {
  return text.replace(/&([^;]*;?)/g, (whole, entity: string) => {
    const character = entities[entity.replace(/;$/, '')];
    if (character === undefined || !entity.endsWith(';')) throw new Error(`no entity: ${whole.slice(0, 20)}`);
    return character;
  });
}
