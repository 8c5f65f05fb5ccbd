import { baseUrl } from '../../shared/settings/base-url.ts';
import { localOrigin } from '../local/local-settings.ts';
import { UsageError } from './arguments.ts';
import type { Context } from './command.ts';
import type { Destination } from './destination.ts';
import { httpDestination } from './http-destination.ts';
import { readPublishSettings } from './publish-settings.ts';
import { pubSubDestination } from './pubsub-destination.ts';

/**
 * Where events go: to the topic if Pub/Sub is used, otherwise to the system on this machine.
 *
 * @param to the address of a system, if it is given
 * @throws {UsageError} if `to` is not an address
 */
export function eventDestination(
  to: string | undefined,
  hasPubSub: boolean,
  { environment }: Context,
): { readonly isLocal: boolean; readonly where: string; readonly send: Destination } {
  const { eventsTopic: topic } = readPublishSettings(environment);
  if (to === undefined && hasPubSub) {
    return { isLocal: false, where: `the topic ${topic}`, send: pubSubDestination(topic) };
  }

  const origin = to ?? localOrigin(environment);
  if (!/^https?:\/\/./.test(origin) || !URL.canParse(origin)) {
    const argument = to === undefined ? 'PORT' : '--to';
    throw new UsageError(
      `${argument} must give a URL such as ${localOrigin()}, not ${JSON.stringify(origin)}`,
    );
  }
  return { isLocal: true, where: origin, send: httpDestination(baseUrl(origin), topic) };
}
