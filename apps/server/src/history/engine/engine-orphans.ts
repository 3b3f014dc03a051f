import { readdirSync, readFileSync } from 'node:fs';

/**
 * Ends engines on a folder whose servers are gone, and who did not notice. Whoever calls this holds the folder, so an
 * engine on it is an orphan. Where there is no /proc there is nothing to be found.
 */
export function endOrphans(directory: string): readonly number[] {
  const ended: number[] = [];
  for (const name of processes()) {
    const [, script = '', folder] = commandOf(name);
    if (!/[\\/]engine-process\.[jt]s$/.test(script) || folder !== directory) continue;
    try {
      process.kill(Number(name), 'SIGKILL');
      ended.push(Number(name));
    } catch {
      // Gone already, or of another user.
    }
  }
  return ended;
}

function processes(): readonly string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function commandOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
