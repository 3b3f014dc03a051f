import { expect, test } from 'vitest';
import { openFailureOf, type OpenFailure } from './open-failure.ts';

test.each<[code: string | undefined, told: string, why: OpenFailure]>([
  ['CHDB_CONNECTION', 'Code: 76. DB::Exception: Cannot lock file /data/chdb/status. (CANNOT_OPEN_FILE)', 'held'],
  ['CHDB_CONNECTION', 'Code: 243. DB::Exception: Cannot reserve 2.48 MiB, not enough space.', 'full'],
  ['CHDB_CONNECTION', 'std::filesystem: No space left on device', 'full'],
  ['CHDB_CONNECTION', 'Code: 62. DB::Exception: Syntax error (in file t.sql)', 'broken'],
  [undefined, '', 'broken'],
  ['CHDB_PLATFORM', 'chdb: no native binding for win32-x64', 'unusable'],
  ['ERR_DLOPEN_FAILED', "/lib/libc.so.6: version `GLIBC_2.38' not found", 'unusable'],
])(
  '[HIST-58] an engine that fails with %s and says %j is %s: only what cannot be read is set aside',
  (code, told, why) => {
    expect(openFailureOf(code, told)).toBe(why);
  },
);
