import {
  type DomainName,
  DomainNameError,
  type DomainNameOptions,
  parseDomainName,
} from '../../shared/domain-name.ts';
import { UsageError } from './arguments.ts';

/**
 * Reads the domain that `argument` gives, such as `<domain>` or `--network-domain`.
 *
 * @throws {UsageError}
 */
export function domainArgument(
  argument: string,
  written: string | undefined,
  options: DomainNameOptions,
): DomainName {
  if (written === undefined) {
    throw new UsageError(`${argument} is missing; give a name such as shop.example.com`);
  }
  try {
    return parseDomainName(written, options);
  } catch (error) {
    if (error instanceof DomainNameError) throw new UsageError(`${argument} ${error.message}`);
    throw error;
  }
}
