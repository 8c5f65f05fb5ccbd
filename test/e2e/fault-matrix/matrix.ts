import { ABSENCE_ROWS } from './absence-rows.ts';
import { CAA_ROWS } from './caa-rows.ts';
import { CERTIFICATE_ROWS } from './certificate-rows.ts';
import { POINTING_ROWS } from './pointing-rows.ts';
import { PRIVATE_ROWS } from './private-rows.ts';
import { PROPAGATION_ROWS } from './propagation-rows.ts';
import { PROXY_ROWS } from './proxy-rows.ts';
import { RIGHT_ROWS } from './right-rows.ts';
import type { Row } from './row.ts';
import { SERVER_ROWS } from './server-rows.ts';
import { WWW_ROWS } from './www-rows.ts';

/** Everything that can be wrong with a domain, shown by real servers. */
export const MATRIX: Readonly<Record<string, readonly Row[]>> = {
  'pointing at the network': RIGHT_ROWS,
  'pointing elsewhere': POINTING_ROWS,
  'no address, and CNAME records that lead to none': ABSENCE_ROWS,
  'name servers that fail': SERVER_ROWS,
  'changes that have not propagated': PROPAGATION_ROWS,
  'addresses that are not public': PRIVATE_ROWS,
  'who may issue its certificate': CAA_ROWS,
  'behind a proxy': PROXY_ROWS,
  'its certificate': CERTIFICATE_ROWS,
  'its www twin': WWW_ROWS,
};
