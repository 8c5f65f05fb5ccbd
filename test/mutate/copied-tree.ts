import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A copy of the tree in which faults are made, so that none ever appears in the tree itself. */
export interface CopiedTree extends Disposable {
  readonly root: string;
  /** Replaces a file's text until `use` settles, then restores it. */
  withText<T>(file: string, text: string, use: () => Promise<T>): Promise<T>;
}

/** Copies all files of the tree, whether they are committed or not, with its modules. */
export function copyTree(from: string): CopiedTree {
  const root = mkdtempSync(join(tmpdir(), 'closte-mutants-'));
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: from,
    encoding: 'utf8',
  });
  for (const file of listed.split('\0')) {
    if (file === '' || !existsSync(join(from, file))) continue;
    mkdirSync(dirname(join(root, file)), { recursive: true });
    cpSync(join(from, file), join(root, file), { verbatimSymlinks: true });
  }
  const remove = () => rmSync(root, { recursive: true, force: true });
  process.once('exit', remove);
  symlinkSync(join(from, 'node_modules'), join(root, 'node_modules'));
  return {
    root,
    async withText(file, text, use) {
      const path = join(root, file);
      const before = readFileSync(path);
      writeFileSync(path, text);
      try {
        return await use();
      } finally {
        writeFileSync(path, before);
      }
    },
    [Symbol.dispose]: remove,
  };
}
