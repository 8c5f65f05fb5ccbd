/**
 * The memory of a reconciliation from one call to the next: the state of its run, and its sheets. Both are
 * JSON, in a form that only `shared/reconciliation/` reads.
 */
export interface RunKeeping {
  /** The state of the run that is under way; undefined if there is none. */
  readRun(): Promise<string | undefined>;
  /**
   * Changes the state in one transaction. Returning the same state changes nothing; undefined forgets it.
   *
   * @returns the state from then on
   */
  changeRun(change: (run: string | undefined) => string | undefined): Promise<string | undefined>;

  /** Keeps a sheet of a run, in the place of one of the same name; its JSON is shorter than 1 MB. */
  keepSheet(sheet: SheetName, json: string): Promise<void>;
  readSheet(sheet: SheetName): Promise<string | undefined>;
  /** Forgets all sheets, except those of the run with this id. */
  forgetSheets(except?: string): Promise<void>;
}

/** The name of a sheet, unique within its run. */
export interface SheetName {
  /** The id of the run. */
  readonly run: string;
  readonly name: string;
}
