import { fileURLToPath } from 'node:url';
import { lockedPackages } from '../build/locked-packages.ts';
import type { GeneratedDocument } from './document.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The licences of all packages that are deployed with our code. */
export const licencesPage: GeneratedDocument = {
  path: 'docs/licences.md',
  text() {
    const packages = lockedPackages(ROOT);
    const byLicence = Map.groupBy(packages, ({ licence }) => licence);
    const sections = [...byLicence.keys()].sort().map((licence) => {
      const named = byLicence.get(licence)?.map(({ name, version }) => `\`${name}\` ${version}`);
      return `## ${licence}\n\n${named?.join(', ')}.\n`;
    });
    return `# Licences

This page lists the ${packages.length} packages that package-lock.json has for the functions and the ops tool, by licence. Packages for development only
are left out. \`npm run build\` lists them with their hashes in \`sbom.cdx.json\`. Written by \`npm run generate\`.

${sections.join('\n')}`;
  },
};
