import * as v from 'valibot';

/** The changes that have propagated in Google Cloud, and those that have not, counted in calls. */
export class Propagation {
  readonly #settlesAfter: number;
  readonly #madeAt: Map<string, number>;
  #calls: number;

  constructor(settlesAfter: number, madeAt = new Map<string, number>(), calls = 0) {
    this.#settlesAfter = settlesAfter;
    this.#madeAt = madeAt;
    this.#calls = calls;
  }

  count(): void {
    this.#calls += 1;
  }

  /** A resource or grant has been created, perhaps once more. */
  made(what: string): void {
    if (!this.#madeAt.has(what)) this.#madeAt.set(what, this.#calls);
  }

  isKnown(what: string): boolean {
    return this.#hasSettled(what, this.#settlesAfter);
  }

  /** A grant of IAM takes the longest to propagate. */
  isInEffect(grant: string): boolean {
    return this.#hasSettled(grant, 5 * this.#settlesAfter);
  }

  #hasSettled(what: string, calls: number): boolean {
    const at = this.#madeAt.get(what);
    return at !== undefined && this.#calls - at > calls;
  }

  copy(): Propagation {
    return new Propagation(this.#settlesAfter, new Map(this.#madeAt), this.#calls);
  }
}

const policySchema = v.object({
  bindings: v.optional(v.array(v.object({ role: v.string(), members: v.array(v.string()) })), []),
});

/** The grants of a policy, as `member role on name`. */
export function grantsOn(name: string, policy: unknown): string[] {
  return v
    .parse(policySchema, policy)
    .bindings.flatMap(({ role, members }) =>
      members.map((member) => `${member} ${role} on ${name}`),
    );
}
