import {
  type DomainName,
  DomainNameError,
  type DomainNameOptions,
  parseDomainName,
  parseHostName,
} from '../../shared/domain-name.ts';
import { UsageError } from './arguments.ts';

/**
 * Reads an argument that names a domain.
 *
 * @param argument its name, for the message of an error: `<domain>`
 * @throws {UsageError} if it is missing, or is no domain that can be mapped
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
 * Reads an argument that names a host for domains to point at.
 *
 * @param argument its name, for the message of an error: `--network-domain`
 * @throws {UsageError} if it is no host name
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
