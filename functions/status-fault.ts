import type { Request, Response } from '@google-cloud/functions-framework';
import { DomainNameError } from '../shared/domain-name.ts';
import { ListQueryError } from '../shared/reporting/list-query.ts';
import { DamageError, NewerRecordError } from '../shared/store/damage-error.ts';
import { type Fault, sendError } from './http-error.ts';
import { sendPage, wantsPage } from './page-response.ts';

/** The reason why the status of the domains is not shown, or not changed; thrown where it is noticed. */
export class StatusFault extends Error implements Fault {
  override readonly name = 'StatusFault';
  readonly status: number;
  readonly field: string;

  constructor(status: number, field: string, message: string) {
    super(message);
    this.status = status;
    this.field = field;
  }
}

/** @throws {StatusFault} unless the method is one of those that are allowed */
export function requireMethod(
  methods: readonly string[],
  request: Request,
  response: Response,
): void {
  if (methods.includes(request.method)) return;
  response.set('Allow', methods.join(', '));
  throw new StatusFault(405, 'method', `must be ${methods[0]}`);
}

/** The error as a fault, if only the request or the record caused it. */
export function faultOf(error: unknown): StatusFault | undefined {
  if (error instanceof StatusFault) return error;
  if (error instanceof DomainNameError) return new StatusFault(400, 'domain', error.message);
  if (error instanceof ListQueryError) return new StatusFault(400, error.field, error.message);
  if (error instanceof NewerRecordError) return new StatusFault(500, 'domain', error.message);
  if (!(error instanceof DamageError)) return undefined;
  const mending = 'The next event or listing of the multisite that has the domain replaces it.';
  return new StatusFault(500, 'domain', `${error.message}. ${mending}`);
}

/** Shows a fault to a person as a page, and to a program as JSON. */
export async function sendFault(
  request: Request,
  response: Response,
  { status, field, message }: StatusFault,
): Promise<void> {
  if (!wantsPage(request)) return sendError(response, status, { field, message });
  const { messagePage } = await import('../shared/pages/message-page.ts');
  const sentence = field === '' ? message : `${field}: ${message}`;
  sendPage(response, status, messagePage('This page cannot be shown', sentence, Date.now()));
}
