import type { Row } from '../row.ts';
import { artefactRow } from './artefact.ts';
import { firstEventRow } from './first-event.ts';
import { hostileRow } from './hostile.ts';
import { instancesRow } from './instances.ts';
import { memoryRow } from './memory.ts';
import { operationsRow } from './operations.ts';
import { readingRow } from './reading.ts';
import { reconciliationRow } from './reconciliation.ts';
import { statusPageRow } from './status-page.ts';
import { storedRow } from './stored.ts';
import { farRow, sweepRow } from './sweep.ts';
import { warmEventsRow } from './warm-events.ts';

/** The table, in its order. */
export const ROWS: readonly Row[] = [
  sweepRow,
  farRow,
  instancesRow,
  firstEventRow,
  warmEventsRow,
  operationsRow,
  storedRow,
  memoryRow,
  hostileRow,
  artefactRow,
  reconciliationRow,
  readingRow,
  statusPageRow,
];
