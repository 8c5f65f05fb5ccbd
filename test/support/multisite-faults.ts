import type { ServerResponse } from 'node:http';

/** The ways in which a call can fail to get a usable answer. */
export const MULTISITE_FAULTS = [
  'error-500',
  'down-503',
  'hang',
  'reset',
  'truncated',
  'nothing-said',
  'login-page',
  'not-found-page',
  'no-route',
  'wrong-total',
  'wrong-pages',
  'no-totals',
  'empty-list',
  'half-list',
  'unauthorized',
  'forbidden',
  'rate-limited',
  'redirect',
] as const;

export type MultisiteFault = (typeof MULTISITE_FAULTS)[number];

const HTML = { 'content-type': 'text/html; charset=UTF-8' };
const JSON_TYPE = { 'content-type': 'application/json; charset=UTF-8' };
const LOGIN = '<!DOCTYPE html><html><body><form name="loginform">Log in</form></body></html>';

/** Spoils the answer; the multisite itself has done what was asked. */
export function spoil(
  response: ServerResponse,
  fault: MultisiteFault,
  answer: { readonly json: unknown; readonly headers?: Readonly<Record<string, string>> },
): void {
  const { json, headers = {} } = answer;
  const content = JSON.stringify(json);
  const items = Array.isArray(json) ? json : [];
  const withHeaders = (change: Readonly<Record<string, string>>, body = content) =>
    response.writeHead(200, { ...JSON_TYPE, ...headers, ...change }).end(body);
  const error = (status: number, code: string) =>
    response.writeHead(status, JSON_TYPE).end(JSON.stringify({ code, message: 'No.' }));
  switch (fault) {
    case 'error-500':
      return void error(500, 'internal_server_error');
    case 'down-503':
      return void response
        .writeHead(503, { ...HTML, 'retry-after': '1' })
        .end('<h1>Maintenance</h1>');
    case 'hang':
      return;
    case 'reset':
      return void response.destroy();
    case 'truncated':
      return void withHeaders({}, content.slice(0, Math.floor(content.length * 0.7)));
    case 'nothing-said':
      return void withHeaders({}, '');
    case 'login-page':
      return void response.writeHead(200, HTML).end(LOGIN);
    case 'not-found-page':
      return void response.writeHead(404, HTML).end('<html><h1>Not found</h1></html>');
    case 'no-route':
      return void error(404, 'rest_no_route');
    case 'wrong-total':
      return void withHeaders({ 'x-wp-total': '3' });
    case 'wrong-pages':
      return void withHeaders({ 'x-wp-totalpages': '1' });
    case 'no-totals':
      return void response.writeHead(200, JSON_TYPE).end(content);
    case 'empty-list':
      return void withHeaders({}, '[]');
    case 'half-list':
      return void withHeaders({}, JSON.stringify(items.slice(0, Math.floor(items.length / 2))));
    case 'unauthorized':
      return void error(401, 'rest_forbidden');
    case 'forbidden':
      return void response.writeHead(403, HTML).end('<html>Blocked</html>');
    case 'rate-limited':
      return void response.writeHead(429, { ...JSON_TYPE, 'retry-after': '90' }).end('{}');
    case 'redirect':
      return void response.writeHead(301, { location: '/elsewhere' }).end();
  }
}
