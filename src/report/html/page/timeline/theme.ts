/** The page's colours as the canvas needs them. They are read from the style sheet, which knows light from dark. */
export interface Theme {
  readonly ink: string;
  readonly dim: string;
  readonly line: string;
  readonly panel: string;
  readonly ok: string;
  readonly no: string;
  readonly fail: string;
  readonly info: string;
  readonly red: string;
  readonly band: string;
  readonly fault: string;
  readonly leader: string;
  readonly leaderInk: string;
  readonly candidate: string;
  readonly follower: string;
  readonly down: string;
  readonly paused: string;
  readonly barInk: string;
  readonly green: string;
}

const names = [
  'ink',
  'dim',
  'line',
  'panel',
  'ok',
  'no',
  'fail',
  'info',
  'red',
  'band',
  'fault',
  'leader',
  'leaderInk',
  'candidate',
  'follower',
  'down',
  'paused',
  'barInk',
  'green',
] as const;

export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    names.map((name) => [name, style.getPropertyValue(`--${name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`).trim()]),
  ) as unknown as Theme;
}

/** `#rrggbb` as one pixel of an ImageData seen through a Uint32Array (little endian). */
export function pixelOf(color: string, alpha: number): number {
  const value = Number.parseInt(color.slice(1), 16);
  return (((alpha & 255) << 24) | ((value & 255) << 16) | (value & 0xff00) | (value >> 16)) >>> 0;
}

/** By shade. */
export function shadeColors(theme: Theme): readonly string[] {
  return [theme.ok, theme.no, theme.fail, theme.info, theme.info];
}
