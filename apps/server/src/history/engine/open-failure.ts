/**
 * Why an engine did not open its directory. `held`: by an engine that is still ending. `full`: the disk is. `broken`:
 * what is there cannot be read. `unusable`: the engine cannot be loaded here, and says nothing about what is there.
 */
export type OpenFailure = 'held' | 'full' | 'broken' | 'unusable';

const CANNOT_LOCK = /Code: 76\b|Cannot lock file/i;
const NOT_ENOUGH_SPACE = /Code: 243\b|No space left|ENOSPC/i;
const CODES_OF_NO_ENGINE: ReadonlySet<string> = new Set([
  'CHDB_PLATFORM',
  'ERR_DLOPEN_FAILED',
  'ERR_MODULE_NOT_FOUND',
  'MODULE_NOT_FOUND',
]);

/** `told` is what the engine wrote to standard error: it throws without a reason, and gives the reason there. */
export function openFailureOf(code: string | undefined, told: string): OpenFailure {
  if (code !== undefined && CODES_OF_NO_ENGINE.has(code)) return 'unusable';
  if (CANNOT_LOCK.test(told)) return 'held';
  if (NOT_ENOUGH_SPACE.test(told)) return 'full';
  return 'broken';
}
