import { readdirSync, rmdirSync, symlinkSync } from 'node:fs';
import { enableCompileCache, getCompileCacheDir } from 'node:module';
import { basename, dirname } from 'node:path';

/**
 * Makes Node read from now on the code that V8 compiled during the build. Node looks in a folder that is named for its
 * version, the processor and the user, which may differ between Google's build machines and those that run the functions. V8
 * checks each entry in any case, so folders of other names are tried as well.
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
    // Without the cache, the start is only slower.
  }
}
