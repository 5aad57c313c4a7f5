/** Longest start line and headers together; a stream with a longer head is not taken for HTTP. */
export const MAX_HEAD_BYTES: number = 64 * 1024;
/** Longest whole message; what is longer passes in pieces. */
export const MAX_HTTP_MESSAGE_BYTES: number = 16 * 1024 * 1024;

/** What the framing must know of a message's head. */
export interface Head {
  readonly kind: 'request' | 'response';
  /** Of a request. */
  readonly method: string;
  readonly path: string;
  /** Of a response, else 0. */
  readonly status: number;
  /** Start line, headers and the empty line. */
  readonly headBytes: number;
  /** undefined: no header says so. */
  readonly contentLength: number | undefined;
  readonly chunked: boolean;
  /** The sender closes the connection after this message. */
  readonly closes: boolean;
}

/** `more`: the head is not all there. undefined: no HTTP/1. */
export function parseHead(bytes: Buffer): Head | 'more' | undefined {
  if (!looksLikeHttp(bytes)) return undefined;
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return bytes.length > MAX_HEAD_BYTES ? undefined : 'more';
  if (end > MAX_HEAD_BYTES) return undefined;
  const [startLine = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const start = parseStartLine(startLine);
  const headers = start === undefined ? undefined : parseHeaders(lines);
  return start === undefined || headers === undefined ? undefined : { ...start, ...headers, headBytes: end + 4 };
}

/** Junk is known by its first bytes, so that it is not kept waiting for an end of a head that never comes. */
function looksLikeHttp(bytes: Buffer): boolean {
  const beginning = bytes.toString('latin1', 0, LONGEST_BEGINNING);
  return /^(HTTP\/1\.[01] |[A-Z]{1,10} |[A-Z]{1,10}$|HTTP\/?1?\.?[01]?$)/.test(beginning);
}

const LONGEST_BEGINNING = 11;

function parseStartLine(line: string): Pick<Head, 'kind' | 'method' | 'path' | 'status'> | undefined {
  const response = /^HTTP\/1\.[01] (\d{3})(?: .*)?$/.exec(line);
  if (response !== null) return { kind: 'response', method: '', path: '', status: Number(response[1]) };
  const request = /^([A-Z]+) (\S+) HTTP\/1\.[01]$/.exec(line);
  return request === null ? undefined : { kind: 'request', method: request[1] ?? '', path: request[2] ?? '', status: 0 };
}

function parseHeaders(lines: readonly string[]): Pick<Head, 'contentLength' | 'chunked' | 'closes'> | undefined {
  let contentLength: number | undefined;
  let chunked = false;
  let closes = false;
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) return undefined;
    const value = line.slice(colon + 1).trim();
    switch (line.slice(0, colon).toLowerCase()) {
      case 'content-length': {
        const length = /^\d{1,15}$/.test(value) ? Number(value) : undefined;
        if (length === undefined || (contentLength !== undefined && contentLength !== length)) return undefined;
        contentLength = length;
        break;
      }
      case 'transfer-encoding':
        chunked = /(^|,)\s*chunked$/i.test(value);
        break;
      case 'connection':
        closes = /(^|,)\s*close\s*(,|$)/i.test(value);
        break;
      default:
    }
  }
  return { contentLength, chunked, closes };
}
