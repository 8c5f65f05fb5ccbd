import type { Request } from '@google-cloud/functions-framework';
import * as v from 'valibot';
import { BadRequestError } from './http-error.ts';

/**
 * Reads the body of a request, which may be empty. It is read as JSON whatever its content type: Cloud
 * Scheduler sends application/octet-stream by default.
 *
 * @param example an example of a body, for the error message
 * @throws {BadRequestError} that names the first field that is wrong
 */
export function readBody<Schema extends v.GenericSchema>(
  request: Request,
  schema: Schema,
  example: string,
): v.InferOutput<Schema> {
  const body = jsonIn(request, example);
  const result = v.safeParse(schema, Array.isArray(body) ? undefined : body);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue) ?? 'body';
  throw new BadRequestError(field, field === 'body' ? 'must be a JSON object' : issue.message);
}

function jsonIn(request: Request, example: string): unknown {
  const text = request.rawBody?.toString('utf8').trim() ?? '';
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequestError('body', `must be JSON, such as ${example}`);
  }
}
