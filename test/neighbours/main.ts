import { writeOrCheck } from '../../infra/generate/write-or-check.ts';
import { neighboursPage } from './page.ts';

/**
 * Writes the page that is generated from the tables of the tests; with `--check`, checks that it is up to
 * date.
 */

writeOrCheck([neighboursPage]);
