/** `20261121T063725.123Z-42`: sorts by time. */
export function runName(startedAt: Date, seed: number): string {
  return `${startedAt.toISOString().replace(/[-:]/g, '')}-${seed}`;
}

export interface RunNameParts {
  readonly startedAt: Date;
  readonly seed: number;
  /** 1 for the first of that time and seed. */
  readonly suffix: number;
}

/** undefined for anything that is not the name of a run's folder. */
export function parseRunName(name: string): RunNameParts | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d\.\d{3})Z-(\d{1,16})(?:-(\d{1,4}))?$/.exec(name);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, seed, suffix] = match;
  const startedAt = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(startedAt.getTime()) ? undefined : { startedAt, seed: Number(seed), suffix: Number(suffix ?? 1) };
}
