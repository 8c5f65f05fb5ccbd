import type { Request, Response } from '@google-cloud/functions-framework';

/** Nothing but our own files, no script or style within a page, and no page of ours within another's. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** Headers of all that a browser may show. */
export function guardPage(response: Response): void {
  response.set('Content-Security-Policy', CONTENT_SECURITY_POLICY);
  response.set('X-Content-Type-Options', 'nosniff');
  response.set('Referrer-Policy', 'same-origin');
  response.set('Cross-Origin-Opener-Policy', 'same-origin');
  response.set('Cross-Origin-Resource-Policy', 'same-origin');
}

export function sendPage(response: Response, status: number, page: string): void {
  guardPage(response);
  response.status(status).type('text/html; charset=utf-8').send(page);
}

/** Whether it is a person who asks: a browser prefers HTML, and a program takes what there is. */
export function wantsPage(request: Request): boolean {
  return request.accepts(['json', 'html']) === 'html';
}
