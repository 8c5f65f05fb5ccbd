import { randomUUID } from 'node:crypto';
import { firestoreStore } from '../../../shared/store/firestore.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import { describeOn } from '../../support/emulators.ts';
import { describeUncertain } from './uncertain.ts';

describe('uncertain calls, with SQLite', () => {
  describeUncertain(() => sqliteStore(':memory:'));
});

describeOn(['firestore'], 'what is uncertain, with Firestore', () => {
  describeUncertain(() => firestoreStore({ projectId: `demo-${randomUUID()}` }));
});
