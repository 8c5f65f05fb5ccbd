import type { DocumentSnapshot } from '@google-cloud/firestore';
import type { Connection } from './firestore-connection.ts';
import { COLLECTIONS } from './firestore-document.ts';
import type { RunKeeping, SheetName } from './run-keeping.ts';

/** How many sheets are deleted at once. */
const DELETED_AT_ONCE = 200;

/** The run and the sheets of a reconciliation in Firestore, as texts, since it keeps no arrays in arrays. */
export function firestoreRun({ firestore, answer, transaction }: Connection): RunKeeping {
  const run = firestore.doc(`${COLLECTIONS.settings}/reconciliation`);
  const sheets = firestore.collection(COLLECTIONS.reconciliationSheets);
  const sheetOf = ({ run, name }: SheetName) => sheets.doc(`${run}-${name}`);
  return {
    readRun: async () => textIn(await answer(run.get())),

    changeRun: (change) =>
      transaction('reconciliation', async (tx) => {
        const before = textIn(await tx.get(run));
        const after = change(before);
        if (after === before) return after;
        if (after === undefined) tx.delete(run);
        else tx.set(run, { json: after });
        return after;
      }),

    async keepSheet(sheet, json) {
      await answer(sheetOf(sheet).set({ run: sheet.run, json }));
    },

    readSheet: async (sheet) => textIn(await answer(sheetOf(sheet).get())),

    async forgetSheets(except = '') {
      const others = sheets.where('run', '!=', except).limit(DELETED_AT_ONCE).select();
      for (;;) {
        const { docs } = await answer(others.get());
        if (docs.length === 0) return;
        const batch = firestore.batch();
        for (const { ref } of docs) batch.delete(ref);
        await answer(batch.commit());
      }
    },
  };
}

function textIn(document: DocumentSnapshot): string | undefined {
  const json: unknown = document.get('json');
  return typeof json === 'string' ? json : undefined;
}
