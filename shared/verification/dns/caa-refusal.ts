import { type IssueParameter, readIssueValue } from './caa-issue-value.ts';

/** Why an `issue` or `issuewild` property does not let an authority issue for us. */
export type CaaRefusal =
  /** The property names another authority, or is malformed. */
  | { readonly kind: 'other-issuer' }
  /** The property names the authority with capital letters. */
  | { readonly kind: 'spelling' }
  /** The property names the authority, on a condition that the host does not meet. */
  | { readonly kind: 'parameter'; readonly parameter: IssueParameter };

/**
 * The ways in which the host can prove control of a name (https://www.iana.org/assignments/acme, validation
 * methods): through its web server; for a wildcard only through DNS, as Let's Encrypt demands.
 */
const METHODS = {
  name: new Set(['http-01', 'tls-alpn-01']),
  wildcard: new Set(['dns-01', 'dns-account-01', 'dns-persist-01']),
} as const;

/**
 * Judges the value of a property as Let's Encrypt does, which treats a name with capital letters as another
 * authority's. Of the parameters (RFC 8657), `accounturi` is never met: it would have to name the host's own
 * account, which no customer knows.
 *
 * @returns undefined if the value lets `authority` issue
 */
export function refusalIn(
  text: string,
  authority: string,
  isForWildcard: boolean,
): CaaRefusal | undefined {
  const read = readIssueValue(text);
  if (read?.issuer.toLowerCase() !== authority.toLowerCase()) return { kind: 'other-issuer' };
  if (read.issuer !== authority) return { kind: 'spelling' };
  const methods: ReadonlySet<string> = METHODS[isForWildcard ? 'wildcard' : 'name'];
  const unmet = read.parameters.find(
    ({ tag, value }, at, all) =>
      tag === 'accounturi' ||
      (tag === 'validationmethods' &&
        // Two parameters with the same tag cannot both be met.
        (all.findIndex((one) => one.tag === tag) < at || !allowsOne(methods, value))),
  );
  return unmet && { kind: 'parameter', parameter: unmet };
}

/** Whether a list of methods, all well-formed, has one of `methods`. */
function allowsOne(methods: ReadonlySet<string>, list: string): boolean {
  const labels = list.split(',');
  return (
    labels.every((label) => /^[A-Za-z0-9-]+$/.test(label)) &&
    labels.some((label) => methods.has(label))
  );
}
