/** An HTTP answer as it was received. */
export interface ClosteResponse {
  readonly status: number;
  /** The header, unread. */
  readonly retryAfter: string | undefined;
  /** Undefined if it is longer than any answer needs to be. */
  readonly body: Uint8Array | undefined;
}

/** The meaning of a body: `{"success":true}`, `{"success":false,"error":"…"}`, or something else. */
export type ParsedBody =
  | { readonly kind: 'success' }
  | { readonly kind: 'error'; readonly error: string }
  /** JSON, but neither of the two. */
  | { readonly kind: 'other' }
  | { readonly kind: 'nothing'; readonly why: string };

/** Reads a body as Closte's form of a reply. */
export function parseBody(body: Uint8Array | undefined): ParsedBody {
  if (body === undefined) return { kind: 'nothing', why: 'the answer is too long' };
  if (body.byteLength === 0) return { kind: 'nothing', why: 'the answer is empty' };
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return { kind: 'nothing', why: 'the answer is not JSON' };
  }
  if (typeof json !== 'object' || json === null) return { kind: 'other' };
  if ('success' in json && json.success === true) return { kind: 'success' };
  if ('error' in json && typeof json.error === 'string' && json.error !== '') {
    return { kind: 'error', error: json.error };
  }
  return { kind: 'other' };
}
