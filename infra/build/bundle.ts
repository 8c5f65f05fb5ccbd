import { join } from 'node:path';
import { type InputOptions, type OutputOptions, rolldown } from 'rolldown';
import { googleProtocols } from './google-protocols.ts';
import { lateFormatters } from './late-formatters.ts';
import { FRAMEWORK } from './manifest.ts';

/**
 * Bundles modules with everything that they import. Late imports stay in files of their own, so that
 * nothing is loaded before it is needed. Names and lines are kept, and a comment names the source of each
 * part, so that a stack is readable as it is.
 *
 * The files are CommonJS. When an ES module imports `node:http` or `node:crypto`, Node asks for each of its exports, and so
 * loads its WebSocket, fetch and Web Crypto, which nobody uses here: a tenth of a cold start.
 */
async function bundle(root: string, input: InputOptions, folder: string): Promise<void> {
  const built = await rolldown({ ...input, cwd: root, platform: 'node', logLevel: 'warn' });
  await built.write({ ...OUTPUT, dir: folder });
  await built.close();
}

const OUTPUT: OutputOptions = {
  format: 'cjs',
  entryFileNames: '[name].cjs',
  chunkFileNames: 'chunks/[name]-[hash].cjs',
};

/** Bundles the functions, without the framework, which they import from its own bundle. */
export function bundleFunctions(root: string, folder: string): Promise<void> {
  return bundle(
    root,
    {
      input: { index: join(root, 'functions/index.ts') },
      external: [FRAMEWORK],
      plugins: [googleProtocols, lateFormatters],
      resolve: {
        alias: { 'protobufjs/ext/descriptor': join(root, 'infra/build/no-descriptors.ts') },
      },
    },
    folder,
  );
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
