/** A value in the store cannot be read. The message names the value and its first field that does not fit. */
export class DamageError extends Error {
  override readonly name: string = 'DamageError';

  constructor(what: string, field: string | null, reason: string) {
    const where = field === null ? '' : ` at ${field}`;
    super(`In the store, ${what} is damaged${where}: ${reason}`);
  }
}

/** A newer version wrote the record, and only that version can read it: this one leaves it unchanged. */
export class NewerRecordError extends DamageError {
  override readonly name = 'NewerRecordError';

  constructor(what: string, version: number, known: number) {
    super(what, 'version', 'it is newer');
    this.message = `In the store, ${what} is of version ${version}, and this program reads up to ${known}: upgrade it`;
  }
}
