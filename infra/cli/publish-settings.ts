import * as v from 'valibot';
import { EVENTS_TOPIC } from '../../shared/events/message-schema.ts';
import { topicName } from '../../shared/settings/parsers.ts';
import { type Environment, readVariables, variable } from '../../shared/settings/variable.ts';
import { UsageError } from './arguments.ts';

/** Settings of `closte-domains publish` alone. */
export const PUBLISH_SETTINGS = v.object({
  eventsTopic: variable(
    'EVENTS_TOPIC',
    topicName,
    EVENTS_TOPIC,
    'the topic that `closte-domains publish` sends events to',
  ),
});

/** @throws {UsageError} that names every variable that is wrong */
export function readPublishSettings(environment: Environment) {
  const { values, wrong } = readVariables(PUBLISH_SETTINGS, environment);
  if (values) return values;
  throw new UsageError(wrong.join('; '));
}
