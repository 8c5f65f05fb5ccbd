import { randomUUID } from 'node:crypto';
import { firestoreStore } from '../../../shared/store/firestore.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import { describeOn } from '../../support/emulators.ts';
import { describeUncertain } from './uncertain.ts';

describe('calls in doubt, with SQLite', () => {
  describeUncertain(() => sqliteStore(':memory:'));
});

describeOn(['firestore'], 'calls in doubt, with Firestore', () => {
  describeUncertain(() => firestoreStore({ projectId: `demo-${randomUUID()}` }));
});
