import { fileURLToPath } from 'node:url';
import { type FunctionProcess, startFunction } from '../../support/function-process.ts';

/** A function of `peers/functions`, with dependencies as npm installs them. */
export function startPeer(
  target: 'bare' | 'formPost',
  environment: Readonly<Record<string, string>> = {},
): Promise<FunctionProcess> {
  return startFunction(target, environment, fileURLToPath(new URL('functions', import.meta.url)));
}
