import type {
  CollectionReference,
  Query,
  QueryDocumentSnapshot,
  QuerySnapshot,
} from '@google-cloud/firestore';
import { isCanonical } from '../domain-name.ts';
import { decodeRecord } from './record-codec.ts';
import type { ListFilter, RecordPage } from './store.ts';

/** How many documents are read at once when some of them are left out afterwards. */
const SCAN = 300;

/**
 * One page of the domains that the filter lets through. Firestore is asked for one condition, so
 * that the indexes which it keeps by itself will do; the others are looked at here, reading on until
 * the page is full or there are no more.
 */
export async function listPage(
  domains: CollectionReference,
  filter: ListFilter,
  read: (query: Query) => Promise<QuerySnapshot>,
): Promise<RecordPage> {
  const { FieldPath } = await import('@google-cloud/firestore');
  const { limit, after = '' } = filter;
  const query = narrowed(domains, filter).orderBy(FieldPath.documentId());
  const size = filter.q === undefined ? limit + 1 : Math.max(limit + 1, SCAN);

  const found: QueryDocumentSnapshot[] = [];
  // What is no domain cannot be a document's name, and Firestore takes it for a mistake.
  let last: string | undefined = isCanonical(after) ? after : undefined;
  while (found.length <= limit) {
    const page = await read((last === undefined ? query : query.startAfter(last)).limit(size));
    found.push(...page.docs.filter((document) => document.id > after && isLet(document, filter)));
    last = page.docs.at(-1)?.id;
    if (page.size < size) break;
  }
  const records = found
    .slice(0, limit)
    .map((document) => decodeRecord(document.id, document.get('record')));
  const next = records.at(-1)?.domain;
  return found.length > limit && next !== undefined ? { records, next } : { records };
}

/** By site rather than by stage: a site has few domains. */
function narrowed(domains: CollectionReference, { siteId, stage }: ListFilter): Query {
  if (siteId !== undefined) return domains.where('siteId', '==', siteId);
  if (stage !== undefined) return domains.where('mappedStage', '==', stage);
  return domains;
}

function isLet(document: QueryDocumentSnapshot, { stage, q }: ListFilter): boolean {
  return (
    (stage === undefined || document.get('mappedStage') === stage) &&
    (q === undefined || document.id.includes(q))
  );
}
