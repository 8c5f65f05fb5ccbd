import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { billOfMaterials } from './build/bill-of-materials.ts';
import { bundleFramework, bundleFunctions } from './build/bundle.ts';
import { FRAMEWORK, lockOf, manifestOf, readVersion } from './build/manifest.ts';

/**
 * Makes `dist/`, or the folder that is its argument, for deployment: the functions in `functions/` and the
 * Functions Framework in `framework/`, each in a few files together with everything that it needs. So a cold start reads a
 * few files instead of thousands, and `npm ci` in `dist/` asks no registry.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const dist = resolve(process.argv[2] ?? join(ROOT, 'dist'));

rmSync(dist, { recursive: true, force: true });
await bundleFunctions(ROOT, join(dist, 'functions'));
await bundleFramework(ROOT, join(dist, 'framework'));
// These files go to browsers unchanged. The code looks for them in its own folder.
cpSync(join(ROOT, 'shared/pages/assets'), join(dist, 'functions/chunks/assets'), {
  recursive: true,
});

const framework = {
  name: FRAMEWORK,
  version: readVersion(join(ROOT, 'node_modules', FRAMEWORK)),
  type: 'module',
  exports: './index.cjs',
  bin: { 'functions-framework': 'launch.cjs' },
};
const manifest = manifestOf(ROOT);
writeJson('framework/package.json', framework);
writeJson('package.json', manifest);
writeJson('package-lock.json', lockOf(manifest, framework));
writeJson('sbom.cdx.json', billOfMaterials(ROOT, manifest.name));

// Packages that somebody installs here to try the artefact must not be uploaded.
writeFileSync(
  join(dist, '.gcloudignore'),
  '.gcloudignore\nnode_modules/\nframework/compile-cache/\n',
);

function writeJson(file: string, content: object): void {
  writeFileSync(join(dist, file), `${JSON.stringify(content, null, 2)}\n`);
}
