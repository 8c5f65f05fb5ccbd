import type {
  CollectionReference,
  Filter,
  Query,
  QueryDocumentSnapshot,
  QuerySnapshot,
} from '@google-cloud/firestore';
import { isCanonical, isPartOf } from '../domain-name.ts';
import { decodeEach } from './damage.ts';
import type { ListFilter, RecordPage } from './store.ts';

/** How many documents are read for a page if some of them are filtered out afterwards. */
const SCAN = 300;

/**
 * One page of the domains that match the filter. The query to Firestore has only one condition, so that the
 * automatic indexes are enough. The other conditions are checked here, in a limited number of documents for
 * each page.
 */
export async function listPage(
  domains: CollectionReference,
  filter: ListFilter,
  read: (query: Query) => Promise<QuerySnapshot>,
): Promise<RecordPage> {
  const { FieldPath, Filter } = await import('@google-cloud/firestore');
  const { limit, after = '' } = filter;
  const query = narrowed(domains, filter, Filter).orderBy(FieldPath.documentId());
  const size = isNarrowedBy(filter) ? limit + 1 : Math.max(limit + 1, SCAN);
  // A text that is not a domain cannot be a document's name, and Firestore would report it as an error.
  let from: string | undefined = isCanonical(after) ? after : undefined;
  let docs: readonly QueryDocumentSnapshot[] = [];
  do {
    ({ docs } = await read((from === undefined ? query : query.startAfter(from)).limit(size)));
    from = docs.at(-1)?.id;
  } while (docs.length === size && from !== undefined && from <= after);

  const found = docs.filter((document) => document.id > after && isLet(document, filter));
  const page = found.slice(0, limit);
  const decoded = decodeEach(
    page.map((document) => ({ domain: document.id, record: document.get('record') })),
  );
  const last = found.length > limit ? page.at(-1) : docs.at(-1);
  const isLast = found.length <= limit && docs.length < size;
  return isLast || last === undefined ? decoded : { ...decoded, next: last.id };
}

/** Whether the filter has no other condition than the one in the query to Firestore. */
function isNarrowedBy({ siteId, marks = [], stage, q }: ListFilter): boolean {
  const conditions = [siteId, stage, ...marks].filter((condition) => condition !== undefined);
  return q === undefined && conditions.length <= 1;
}

/** Prefers the site as the condition: a site has few domains. */
function narrowed(
  domains: CollectionReference,
  { siteId, marks, stage }: ListFilter,
  { or, where }: typeof Filter,
): Query {
  const [mark] = marks ?? [];
  if (siteId !== undefined) {
    const isMappedTo = where('siteId', '==', siteId);
    return domains.where(or(isMappedTo, where('otherSites', 'array-contains', siteId)));
  }
  if (mark !== undefined) return domains.where('marks', 'array-contains', mark);
  if (stage !== undefined) return domains.where('mappedStage', '==', stage);
  return domains;
}

function isLet(document: QueryDocumentSnapshot, { stage, marks = [], q }: ListFilter): boolean {
  const marked: unknown = document.get('marks');
  return (
    marks.every((mark) => Array.isArray(marked) && marked.includes(mark)) &&
    (stage === undefined || document.get('mappedStage') === stage) &&
    (q === undefined || (isCanonical(document.id) && isPartOf(q, document.id)))
  );
}
