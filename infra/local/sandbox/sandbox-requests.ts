import * as v from 'valibot';
import { type DomainName, DomainNameError, parseDomainName } from '../../../shared/domain-name.ts';
import { FAULTY_ANSWERS, type Fault, type FaultKind } from './closte-faults.ts';
import { type DnsOverride, dnsOverride } from './sandbox-dns.ts';

/** A request to the sandbox is malformed. */
export class BadControlError extends Error {
  override readonly name = 'BadControlError';
  readonly field: string;
  /** The HTTP status of the answer. */
  readonly status: number;

  constructor(field: string, message: string, status = 400) {
    super(message);
    this.field = field;
    this.status = status;
  }
}

/** @throws {BadControlError} that names the wrong field, as all of these readers do */
export function readDomain(field: string, written: string): DomainName {
  try {
    return parseDomainName(written, { allowSpecialUse: true });
  } catch (error) {
    if (error instanceof DomainNameError) throw new BadControlError(field, error.message);
    throw error;
  }
}

export function readOverride(body: unknown): DnsOverride {
  return read(dnsOverride, body);
}

const refusals = v.strictObject({
  domains: v.array(v.string('must be a string'), 'must be a list of domains'),
});

export function readRefusals(body: unknown): DomainName[] {
  const { domains } = read(refusals, body);
  return domains.map((domain, index) => readDomain(`domains.${index}`, domain));
}

const isFaultKind = (kind: unknown): kind is FaultKind =>
  typeof kind === 'string' && Object.hasOwn(FAULTY_ANSWERS, kind);

const fault = v.strictObject({
  kind: v.custom<FaultKind>(
    isFaultKind,
    `must be one of ${Object.keys(FAULTY_ANSWERS).join(', ')}`,
  ),
  times: v.optional(
    v.pipe(
      v.number('must be a number'),
      v.integer('must be whole'),
      v.minValue(1, 'must be 1 or more'),
    ),
    1,
  ),
  endpoint: v.optional(v.pipe(v.string(), v.startsWith('/', 'must begin with /'))),
  domain: v.optional(v.string('must be a string')),
});

export function readFault(body: unknown): Fault {
  const { endpoint, domain, ...rest } = read(fault, body);
  return {
    ...rest,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(domain === undefined ? {} : { domain: readDomain('domain', domain) }),
  };
}

function read<Output>(schema: v.GenericSchema<unknown, Output>, body: unknown): Output {
  const result = v.safeParse(schema, body);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new BadControlError(v.getDotPath(issue) ?? 'body', messageOf(issue));
}

function messageOf({ expected, received, message }: v.BaseIssue<unknown>): string {
  if (received === 'undefined') return 'is missing';
  return expected === 'never' ? 'is not known' : message;
}
