import type { IncomingMessage } from 'node:http';

/** Why a request is not served: its status, and a sentence for whoever sent it. */
export interface Refusal {
  readonly status: 400 | 403 | 405 | 421;
  readonly why: string;
}

/** What a request asks for: the path cut at its slashes and decoded, each part a plain name. */
export interface Asked {
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

/**
 * Decides whether a request is answered at all. Only this machine reaches the port, but its browser visits other sites: one of them may
 * point a name of its own at 127.0.0.1 and would then read results as its own pages (DNS rebinding), so the Host must be ours by name
 * and port; and a page from elsewhere that sends its Origin is turned away. Paths are names, never places: one that climbs, is absolute
 * in disguise, or hides a slash or a NUL behind an escape is refused before anything looks it up.
 */
export function guard({ method, url = '', headers, headersDistinct }: IncomingMessage, port: number): Asked | Refusal {
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, why: 'Only GET and HEAD are served: nothing here can be changed.' };
  const hosts = hostsOf(port);
  const [host, ...more] = headersDistinct['host'] ?? [];
  if (host === undefined || more.length > 0 || !hosts.includes(host.toLowerCase()))
    return { status: 421, why: `Expected the Host to be ${hosts.join(' or ')}: other names are not served.` };
  const { origin } = headers;
  if (origin !== undefined && !hosts.some((own) => origin.toLowerCase() === `http://${own}`))
    return { status: 403, why: 'Pages of other origins are not served.' };
  // A link from elsewhere may be followed; a picture, a script or a frame of another site may not be taken from here.
  const site = headers['sec-fetch-site'];
  if ((site === 'cross-site' || site === 'same-site') && headers['sec-fetch-mode'] !== 'navigate')
    return { status: 403, why: 'Pages of other origins are not served.' };
  if (!url.startsWith('/') || url.startsWith('//')) return badPath;
  const [before = '', ...after] = url.split('?');
  const path = before.slice(1).split('/').map(decode);
  const names = path.at(-1) === '' ? path.slice(0, -1) : path;
  if (!names.every(isName)) return badPath;
  return { path: names, query: new URLSearchParams(after.join('?')) };
}

export function isRefusal(asked: Asked | Refusal): asked is Refusal {
  return 'status' in asked;
}

const badPath: Refusal = { status: 400, why: 'This is no path that is served here.' };

function hostsOf(port: number): string[] {
  const names = ['127.0.0.1', 'localhost', '[::1]'];
  const withPort = names.map((name) => `${name}:${port}`);
  // A browser leaves the port of HTTP itself away.
  return port === 80 ? [...withPort, ...names] : withPort;
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

function isName(part: string | undefined): part is string {
  return part !== undefined && part !== '' && part !== '.' && part !== '..' && !/[/\\\0]/.test(part);
}
