/** What every answer carries: nothing is kept, guessed, framed, or told to another site. */
const always: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
};

const ownPages =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/**
 * A report is one file with its script in it, and it lies in a folder into which others may have put one of theirs. It runs in a
 * sandbox, as if from an origin of its own: it can neither read the other pages served here nor load anything. The report's own policy,
 * inside the file, narrows this to its very script.
 */
const storedPages =
  "sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; worker-src blob:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

const storedFiles = "sandbox; default-src 'none'; frame-ancestors 'none'";

/** `own`: made here. `report`: a stored page with its script. `file`: bytes of a run that nothing is to run of. */
export type Trust = 'own' | 'report' | 'file';

const policies: Readonly<Record<Trust, string>> = { own: ownPages, report: storedPages, file: storedFiles };

export function securityHeaders(trust: Trust): Readonly<Record<string, string>> {
  return { ...always, 'Content-Security-Policy': policies[trust] };
}
