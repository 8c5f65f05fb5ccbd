import { writeOrCheck } from '../../infra/generate/write-or-check.ts';
import { neighboursPage } from './page.ts';

/** Writes the page that is made of the tables of the tests, or with `--check` tells whether it is still that. */

writeOrCheck([neighboursPage]);
