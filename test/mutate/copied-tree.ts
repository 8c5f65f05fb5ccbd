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

/** A copy of the tree that faults are made in, so that nobody finds one in the tree itself. */
export interface CopiedTree extends Disposable {
  readonly root: string;
  /** Gives a file this text while `use` goes on, and its own text back afterwards. */
  withText<T>(file: string, text: string, use: () => Promise<T>): Promise<T>;
}

/** All files of the tree, whether they are committed or not, and its modules. */
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
