import type { Reason } from '../../problems/phrase.ts';

/** The records that the verification looks at. */
export type RecordType = 'A' | 'AAAA' | 'CNAME' | 'NS' | 'SOA' | 'CAA' | 'DS';

/** A CAA record (RFC 8659, 4.1). */
export interface CaaValue {
  /** The whole byte. */
  readonly flags: number;
  /** In lower case: `issue`, `issuewild`, `iodef`, or one that nobody knows. */
  readonly tag: string;
  readonly value: string;
}

/**
 * What a record of each type says: an address in its canonical spelling, a name in lower case
 * without its last dot, the name of the zone that an SOA record begins, a CAA record.
 */
export interface RecordValues {
  readonly A: string;
  readonly AAAA: string;
  readonly CNAME: string;
  readonly NS: string;
  readonly SOA: string;
  readonly CAA: CaaValue;
  /** As a zone file has it. */
  readonly DS: string;
}

/** What a server said to one question. */
export type LookupResult<Value> =
  /** At least one, without repetitions. */
  | {
      readonly kind: 'records';
      readonly values: readonly Value[];
      /** Until the first of the records on the way expires. */
      readonly ttlSeconds: number;
      /** The names that CNAME records in the answer led to, in order; empty if there was none. */
      readonly cnames: readonly string[];
    }
  /** NXDOMAIN: there is no such name, or none where its CNAME records lead. */
  | ({ readonly kind: 'no-name' } & Absence)
  /** The name, or where its CNAME records lead, has no record of that type. */
  | ({ readonly kind: 'no-data' } & Absence)
  | LookupFailure;

export interface Absence {
  readonly cnames: readonly string[];
  readonly ttlSeconds?: number;
  /** The zone that says so, by its SOA record: the name itself if that is at a zone's top. */
  readonly zone?: string;
}

/** Not known: `reason` completes "gave no answer: …". */
export interface LookupFailure {
  readonly kind: 'failure';
  /**
   * - `silent`: no reply in time, or none that could be reached
   * - `refused`: REFUSED, or another code with which a server says that it will not
   * - `broken`: SERVFAIL, or a reply that makes no sense
   * - `dnssec`: SERVFAIL, while the same question with checking disabled (CD) is answered
   * - `lame`: a server that the zone is delegated to, and that does not have it
   */
  readonly cause: 'silent' | 'refused' | 'broken' | 'dnssec' | 'lame';
  readonly reason: Reason;
}

/**
 * Looks up the records of one type, and rejects only with the reason of an aborted `signal`:
 * servers that do not answer are an answer, too.
 */
export type Lookup = <Type extends RecordType>(
  name: string,
  type: Type,
  signal: AbortSignal,
) => Promise<LookupResult<RecordValues[Type]>>;

/** Whom to ask. */
export interface Dns {
  /** The recursive resolvers. Asks one after the other until one answers. */
  readonly resolve: Lookup;
  /** Each of them by itself, to see whether they agree; three at most. */
  readonly resolvers: readonly DnsServer[];
  /** Finds the zone that a name is in, and its own name servers. */
  authorities(name: string, signal: AbortSignal): Promise<Authorities>;
  /** The servers that the zone above `zone` delegates it to now; resolvers may know others still. */
  delegation(zone: string, signal: AbortSignal): Promise<Authorities>;
}

/** One server, asked by itself. */
export interface DnsServer {
  /** Its name if it has one, and its address: `ns1.example.com (192.0.2.53)`, `8.8.8.8`. */
  readonly title: string;
  readonly lookup: Lookup;
}

/** The name servers of the zone that a name is in, those that can be asked. */
export interface Authorities {
  /** Undefined if it could not be found out. */
  readonly zone?: string;
  readonly servers: readonly DnsServer[];
  /** The names of all its servers, in order; absent if they could not be found out. */
  readonly names?: readonly string[];
  /** Why there are none, or which ones were left out: not public, without an address. */
  readonly left: readonly Reason[];
}
