import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from '../row.ts';

/** The deployed artefact, with all that it needs. */
export const artefactRow: Row = {
  name: 'artefact',
  async measure({ deployed }) {
    const files = readdirSync(deployed.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => statSync(join(parentPath, name)).size);
    const bytes = files.reduce((sum, size) => sum + size, 0);
    return [
      {
        what: 'the deployed artefact with its dependencies',
        beside: '',
        figure: `${files.length} files, ${(bytes / 2 ** 20).toFixed(1)} MB`,
        ratio: '',
        reach: '≤ 300 files, ≤ 25 MB',
      },
    ];
  },
};
