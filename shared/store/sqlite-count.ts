import { STAGES } from '../lifecycle/stage.ts';
import type { Database } from './sqlite-database.ts';
import type { Store } from './store.ts';

/** Run only if a live domain would be taken down, which is rare. A damaged record counts as no look. */
const COUNT_LOOKS = `
  WITH fields AS (
    SELECT
      mapped_stage IN ('done', 'done-without-ssl') AS is_live,
      CASE WHEN json_valid(record) THEN json_extract(record, '$.lastCheckedAt') END AS checked_at,
      CASE WHEN json_valid(record) THEN json_extract(record, '$.failedAt') END AS failed_at,
      CASE WHEN json_valid(record) THEN json_extract(record, '$.lostSince') END AS lost_since
    FROM domains WHERE mapped_stage IS NOT NULL
  ), looks AS (
    SELECT lost_since, CASE WHEN is_live THEN checked_at ELSE failed_at END AS looked_at
    FROM fields WHERE is_live OR lost_since IS NOT NULL
  )
  SELECT count(*) AS looked, count(lost_since) AS lost FROM looks WHERE looked_at >= ?`;

/** The counts of a store on SQLite, except those of what is due (`sqlite-due.ts`). */
export function sqliteCounts(
  database: Database,
): Pick<Store, 'countByMark' | 'countByStage' | 'countLooks'> {
  return {
    async countByMark(marks) {
      const count = (mark: string) =>
        Number(database.row('SELECT count(*) AS domains FROM marks WHERE mark = ?', mark)?.domains);
      return new Map(marks.map((mark) => [mark, count(mark)]));
    },

    async countByStage() {
      const rows = database.rows(
        'SELECT mapped_stage, count(*) AS domains FROM domains GROUP BY mapped_stage',
      );
      const counted = new Map(rows.map((row) => [row.mapped_stage, Number(row.domains)]));
      return new Map(STAGES.map((stage) => [stage, counted.get(stage) ?? 0]));
    },

    async countLooks(since) {
      const row = database.row(COUNT_LOOKS, since);
      return { looked: Number(row?.looked ?? 0), lost: Number(row?.lost ?? 0) };
    },
  };
}
