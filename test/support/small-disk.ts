import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A separate disk that can be filled, and emptied again. */
export interface SmallDisk extends Disposable {
  /** A folder on it. */
  readonly directory: string;
  /** @param opened a file on it, whose last block is filled as well */
  fill(opened?: number): void;
  empty(): void;
}

/** A file system of 8 MB in memory; undefined where this process may not mount one. */
function smallDisk(): SmallDisk | undefined {
  const place = mkdtempSync(join(tmpdir(), 'small-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', place]);
  if (mounted.status !== 0) {
    rmSync(place, { recursive: true });
    return undefined;
  }
  const directory = join(place, 'folder');
  mkdirSync(directory);
  const filler = join(place, 'filler');
  return {
    directory,
    fill(opened) {
      const descriptor = openSync(filler, 'a');
      fillThrough(descriptor);
      closeSync(descriptor);
      if (opened !== undefined) fillThrough(opened);
    },
    empty: () => rmSync(filler, { force: true }),
    [Symbol.dispose]() {
      spawnSync('umount', ['--lazy', place]);
      rmSync(place, { recursive: true });
    },
  };
}

/** The same, or skips the test that runs in this context and says why. */
export function smallDiskOrSkip(context: Mocha.Context): SmallDisk {
  const disk = smallDisk();
  if (disk) return disk;
  console.log('      (no file system can be mounted here, so no disk can be full)');
  return context.skip();
}

function fillThrough(descriptor: number): void {
  for (let size = 1024 * 1024; size >= 1; size = Math.floor(size / 2)) {
    while (hasRoomFor(descriptor, size));
  }
}

function hasRoomFor(descriptor: number, size: number): boolean {
  try {
    return writeSync(descriptor, Buffer.alloc(size)) === size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return false;
    throw error;
  }
}
