import type { Response } from '@google-cloud/functions-framework';

/** What was wrong with a request: the field, and what it must be. */
export interface Fault {
  readonly field: string;
  readonly message: string;
}

export class BadRequestError extends Error implements Fault {
  override readonly name = 'BadRequestError';
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** Answers `{"error":{"field":"…","message":"…"}}`. */
export function sendError(response: Response, status: number, fault: Fault): void {
  response.status(status).json({ error: { field: fault.field, message: fault.message } });
}
