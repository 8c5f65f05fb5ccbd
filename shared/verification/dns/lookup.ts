import type { Reason } from '../../problems/phrase.ts';

/** The types of DNS records that the verification looks at. */
export type RecordType = 'A' | 'AAAA' | 'CNAME' | 'DNAME' | 'NS' | 'SOA' | 'CAA' | 'DS';

/** A CAA record (RFC 8659, 4.1). */
export interface CaaValue {
  /** The whole byte of flags. */
  readonly flags: number;
  /** In lower case: `issue`, `issuewild`, `iodef`, or any other. */
  readonly tag: string;
  readonly value: string;
}

/**
 * The value of a record of each type: an address in its canonical spelling, a name in lower case without
 * its last dot, for an SOA record the name of its zone, a CAA record.
 */
export interface RecordValues {
  readonly A: string;
  readonly AAAA: string;
  readonly CNAME: string;
  readonly DNAME: string;
  readonly NS: string;
  readonly SOA: string;
  readonly CAA: CaaValue;
  /** As in a zone file. */
  readonly DS: string;
}

/** The answer of a server to one question. */
export type LookupResult<Value> =
  /** At least one value, without repetitions. */
  | {
      readonly kind: 'records';
      readonly values: readonly Value[];
      /** The seconds until the first of the records on the way expires. */
      readonly ttlSeconds: number;
      readonly steps?: StepSeconds;
      /** The targets of CNAME records in the answer, in order; empty if there was none. */
      readonly cnames: readonly string[];
    }
  /** NXDOMAIN: the name, or the target of its CNAME records, does not exist. */
  | ({ readonly kind: 'no-name' } & Absence)
  /** The name, or the target of its CNAME records, has no record of that type. */
  | ({ readonly kind: 'no-data' } & Absence)
  | LookupFailure;

/**
 * The seconds until each CNAME record of an answer expires, in order, and those of what they lead to; absent
 * without CNAME records.
 */
export type StepSeconds = readonly number[];

/** The absence of a record or a name, by a server that knows. */
export interface Absence {
  readonly cnames: readonly string[];
  readonly ttlSeconds?: number;
  readonly steps?: StepSeconds;
  /**
   * The zone that says so, by its SOA record; this is the name itself if the name is at the top of a zone.
   */
  readonly zone?: string;
}

/** The answer is unknown: `reason` completes "gave no answer: …". */
export interface LookupFailure {
  readonly kind: 'failure';
  /**
   * - `silent`: no response in time, or the server could not be reached
   * - `refused`: REFUSED, or another code with which a server refuses to answer
   * - `broken`: SERVFAIL, or a malformed response
   * - `dnssec`: SERVFAIL, while the same question with checking disabled (CD) is answered
   * - `lame`: the zone is delegated to the server, but the server does not have it
   */
  readonly cause: 'silent' | 'refused' | 'broken' | 'dnssec' | 'lame';
  readonly reason: Reason;
}

/**
 * Looks up the records of one type. Rejects only with the reason of an aborted `signal`: a server that does
 * not answer is a result, too.
 */
export type Lookup = <Type extends RecordType>(
  name: string,
  type: Type,
  signal: AbortSignal,
) => Promise<LookupResult<RecordValues[Type]>>;

/** The servers that can be asked. */
export interface Dns {
  /** Looks up at the recursive resolvers: one after the other, until one answers. */
  readonly resolve: Lookup;
  /** Each resolver by itself, to see whether they agree; three at most. */
  readonly resolvers: readonly DnsServer[];
  /** Finds the zone of a name, and the zone's own name servers. */
  authorities(name: string, signal: AbortSignal): Promise<Authorities>;
  /** The servers to which the zone above delegates `zone` now; resolvers may still know others. */
  delegation(zone: string, signal: AbortSignal): Promise<Authorities>;
}

/** One server, asked by itself. */
export interface DnsServer {
  /** The server's name, if it has one, and its address: `ns1.example.com (192.0.2.53)`, `8.8.8.8`. */
  readonly title: string;
  readonly lookup: Lookup;
}

/** The zone of a name, and those of its name servers that can be asked. */
export interface Authorities {
  /** Undefined if the zone could not be found. */
  readonly zone?: string;
  readonly servers: readonly DnsServer[];
  /** The names of all its servers, in order; absent if they could not be found. */
  readonly names?: readonly string[];
  /** Why servers are missing: not public, without an address, or none could be found. */
  readonly left: readonly Reason[];
}
