import type { Request, Response } from '@google-cloud/functions-framework';

/** A fault of a request: the field that is wrong, and the requirement that it does not meet. */
export interface Fault {
  readonly field: string;
  readonly message: string;
}

/** Thrown if a request is not valid; answered with 400. */
export class BadRequestError extends Error implements Fault {
  override readonly name = 'BadRequestError';
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** Whether the method is one of those that are allowed; if not, the request is answered with 405. */
export function allows(methods: readonly string[], request: Request, response: Response): boolean {
  if (methods.includes(request.method)) return true;
  response.set('Allow', methods.join(', '));
  sendError(response, 405, { field: 'method', message: `must be ${methods[0]}` });
  return false;
}

/** Answers `{"error":{"field":"…","message":"…"}}`. */
export function sendError(response: Response, status: number, fault: Fault): void {
  response.status(status).json({ error: { field: fault.field, message: fault.message } });
}
