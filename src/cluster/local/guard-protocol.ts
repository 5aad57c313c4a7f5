/** What the controller tells its guard: one JSON object a line, the first of them `guard`. */
export type GuardMessage =
  /** `folders` are temporary: to be removed with all that is in them. Only what lies inside the run's own folder is ever touched. */
  | { readonly type: 'guard'; readonly runId: string; readonly runFolder: string; readonly folders: readonly string[] }
  /** `startTime` is null where /proc cannot tell it. */
  | { readonly type: 'spawned'; readonly pid: number; readonly startTime: string | null }
  | { readonly type: 'ended'; readonly pid: number }
  /** One more temporary folder. */
  | { readonly type: 'folder'; readonly folder: string }
  /** An orderly end: nothing is left to clean up. */
  | { readonly type: 'done' };

/** What the guard prints, once, when it has read the first message and stands ready. */
export const GUARD_READY_LINE = '{"guarding":true}\n';
