import {
  type DomainName,
  DomainNameError,
  type DomainNameOptions,
  parseDomainName,
  parseHostName,
} from '../../shared/domain-name.ts';
import { UsageError } from './arguments.ts';

/**
 * Reads the domain that `argument` gives, such as `<domain>`.
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
  return nameIn(argument, () => parseDomainName(written, options));
}

/**
 * Reads the host that `argument` gives for domains to point at, such as `--network-domain`.
 *
 * @throws {UsageError}
 */
export function hostArgument(argument: string, written: string): string {
  return nameIn(argument, () => parseHostName(written));
}

function nameIn<Name>(argument: string, read: () => Name): Name {
  try {
    return read();
  } catch (error) {
    if (error instanceof DomainNameError) throw new UsageError(`${argument} ${error.message}`);
    throw error;
  }
}
