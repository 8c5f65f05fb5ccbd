import { join } from 'node:path';
import { type InputOptions, type OutputOptions, rolldown } from 'rolldown';
import { googleProtocols } from './google-protocols.ts';
import { FRAMEWORK } from './manifest.ts';

/**
 * Bundles modules with everything that they import. Late imports stay in files of their own, so that
 * nothing is loaded before it is needed. Names and lines are kept, and a comment names the source of each
 * part, so that a stack is readable as it is.
 */
async function bundle(root: string, input: InputOptions, folder: string): Promise<void> {
  const built = await rolldown({ ...input, cwd: root, platform: 'node', logLevel: 'warn' });
  await built.write({ ...OUTPUT, dir: folder });
  await built.close();
}

const OUTPUT: OutputOptions = {
  format: 'esm',
  entryFileNames: '[name].mjs',
  chunkFileNames: 'chunks/[name]-[hash].mjs',
};

/** Bundles the functions, without the framework, which they import from its own bundle. */
export function bundleFunctions(root: string, folder: string): Promise<void> {
  const input = { index: join(root, 'functions/index.ts') };
  return bundle(root, { input, external: [FRAMEWORK], plugins: [googleProtocols] }, folder);
}

/**
 * The framework's command, its launcher, and the part that functions import, in one bundle: they must share one
 * registry of functions.
 */
export function bundleFramework(root: string, folder: string): Promise<void> {
  return bundle(
    root,
    {
      input: {
        main: join(root, 'node_modules', FRAMEWORK, 'build/src/main.js'),
        index: join(root, 'infra/build/framework.ts'),
        launch: join(root, 'infra/build/launch.ts'),
        warm: join(root, 'infra/build/warm.ts'),
      },
      resolve: { alias: { domain: join(root, 'infra/build/domain.ts') } },
    },
    folder,
  );
}
