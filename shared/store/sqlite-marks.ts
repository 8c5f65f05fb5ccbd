const INTO_MARKS = (which: string) => `
  INSERT INTO marks (mark, domain)
    SELECT DISTINCT code, domain FROM stored_problems WHERE ${which} AND code IS NOT NULL;
  INSERT INTO marks (mark, domain)
    SELECT DISTINCT 'needs-' || who, domain FROM stored_problems
    WHERE ${which} AND severity = 'error' AND who <> 'nobody';`;

/**
 * The table of the records' marks (`lifecycle/marks.ts`), for lists by mark. Triggers keep it up to date,
 * so that it is right whichever version of the program writes a record. To be run once on a file, in one
 * transaction: it fills the table from the existing records.
 */
export const MARKS_SCHEMA = `
  CREATE TABLE marks (
    mark   TEXT NOT NULL,
    domain TEXT NOT NULL,
    PRIMARY KEY (mark, domain)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX marks_by_domain ON marks (domain);

  CREATE VIEW stored_problems AS
    SELECT
      domains.domain AS domain,
      json_extract(problem.value, '$.code') AS code,
      json_extract(problem.value, '$.severity') AS severity,
      json_extract(problem.value, '$.fix.who') AS who
    FROM domains,
      json_each(iif(json_valid(record), record, '{}'), '$.problems') AS part,
      json_each(iif(part.type = 'array', part.value, '[]')) AS problem
    WHERE problem.type = 'object';

  CREATE TRIGGER marks_of_new_domain AFTER INSERT ON domains BEGIN
    ${INTO_MARKS('domain = new.domain')}
  END;
  CREATE TRIGGER marks_of_changed_domain AFTER UPDATE OF record ON domains
  WHEN new.record <> old.record BEGIN
    DELETE FROM marks WHERE domain = old.domain;
    ${INTO_MARKS('domain = new.domain')}
  END;
  CREATE TRIGGER marks_of_forgotten_domain AFTER DELETE ON domains BEGIN
    DELETE FROM marks WHERE domain = old.domain;
  END;
  ${INTO_MARKS('true')}
`;
