import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { folder, ROOT } from './scripts.ts';

/** The output of `npm run build` in a separate folder, since `dist/` may be in use. */
export interface Built extends AsyncDisposable {
  readonly path: string;
}

export function built(): Built {
  const here = folder();
  const path = join(here.path, 'dist');
  execFileSync(process.execPath, [join(ROOT, 'infra/build.ts'), path], {
    env: { PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH}` },
  });
  return { path, [Symbol.asyncDispose]: here[Symbol.asyncDispose] };
}
