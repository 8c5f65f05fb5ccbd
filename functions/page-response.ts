import type { Request, Response } from '@google-cloud/functions-framework';

/** Allows only our own files, no inline script or style, and no frame around our pages. */
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

/** Sets the headers of every answer, since a browser may show JSON as well. */
export function guard(response: Response): void {
  response.set('Content-Security-Policy', CONTENT_SECURITY_POLICY);
  response.set('X-Content-Type-Options', 'nosniff');
  response.set('Referrer-Policy', 'same-origin');
  response.set('Cross-Origin-Opener-Policy', 'same-origin');
  response.set('Cross-Origin-Resource-Policy', 'same-origin');
}

export function sendPage(response: Response, status: number, page: string): void {
  response.status(status).type('text/html; charset=utf-8').send(page);
}

/** Whether the client is a browser: a browser prefers HTML, and a program accepts anything. */
export function wantsPage(request: Request): boolean {
  return request.accepts(['json', 'html']) === 'html';
}
