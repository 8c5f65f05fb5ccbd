import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FunctionProcess, startFunction } from '../support/function-process.ts';

/**
 * The functions as they are deployed: the output of `npm run build`, with only its production dependencies.
 */
export interface Deployed {
  readonly folder: string;
  readonly modules: string;
  start(target: string, environment: Readonly<Record<string, string>>): Promise<FunctionProcess>;
}

const BUILD = fileURLToPath(new URL('../../infra/build.ts', import.meta.url));

export function deploy(folder: string): Deployed {
  execFileSync(process.execPath, [BUILD, folder], { stdio: 'pipe' });
  const flags = ['--omit=dev', '--prefer-offline', '--no-audit', '--no-fund'];
  execFileSync('npm', ['ci', ...flags], { cwd: folder, stdio: 'pipe' });
  // Google's build does this once the dependencies are installed.
  execFileSync('npm', ['run', 'gcp-build'], { cwd: folder, stdio: 'pipe' });
  const modules = join(folder, 'node_modules');
  return {
    folder,
    modules,
    start: (target, environment) => startFunction(target, environment, folder, modules),
  };
}
