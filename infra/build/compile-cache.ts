import { readdirSync, rmdirSync, symlinkSync } from 'node:fs';
import { enableCompileCache, getCompileCacheDir } from 'node:module';
import { basename, dirname } from 'node:path';

/**
 * Has Node read from now on what V8 made of the code when it was built. It looks in a folder that is named for its version, the processor
 * and the user, and those of Google's machines that build may differ from those that run. V8 checks each
 * entry all the same, so what was written under another name is tried as well.
 */
export function useCompileCache(folder: string): void {
  enableCompileCache(folder);
  const looked = getCompileCacheDir();
  if (looked === undefined) return;
  try {
    const written = readdirSync(dirname(looked)).filter((name) => name !== basename(looked));
    const [other] = written;
    if (other === undefined || readdirSync(looked).length > 0) return;
    rmdirSync(looked);
    symlinkSync(other, looked);
  } catch {
    // Slower, and that is all.
  }
}
