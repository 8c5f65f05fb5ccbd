/** What a store holds cannot be read: the message says what, and the first field that does not fit. */
export class DamageError extends Error {
  override readonly name = 'DamageError';

  constructor(what: string, field: string | null, reason: string) {
    const where = field === null ? '' : ` at ${field}`;
    super(`In the store, ${what} is damaged${where}: ${reason}`);
  }
}
