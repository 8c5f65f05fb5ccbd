import { readFileSync } from 'node:fs';
import type { Plugin } from 'rolldown';
import { neededDefinitions } from './needed-definitions.ts';

/** The protocols that Google's clients contain, and the one service of each that is called. */
const SERVICES: Readonly<Record<string, string>> = {
  '@google-cloud/firestore-api/build/protos/protos.json': 'google.firestore.v1.Firestore',
  '@google-cloud/pubsub-api/build/protos/protos.json': 'google.pubsub.v1.Publisher',
  '@google-cloud/secret-manager/build/protos/protos.json':
    'google.cloud.secretmanager.v1.SecretManagerService',
  // Every client loads these at its start, whether or not it calls them.
  'google-gax/build/protos/iam_service.json': 'google.iam.v1.IAMPolicy',
  'google-gax/build/protos/locations.json': 'google.cloud.location.Locations',
  'google-gax/build/protos/operations.json': 'google.longrunning.Operations',
};

/**
 * The same protocols as classes, megabytes of them. Clients only export them, or use them for long-running
 * operations, of which the functions call none.
 */
const CLASSES = [
  '@google-cloud/pubsub-api/build/protos/protos.js',
  '@google-cloud/pubsub/build/protos/protos.js',
  '@google-cloud/secret-manager/build/protos/protos.js',
  'google-gax/build/protos/iam_service.js',
  'google-gax/build/protos/locations.js',
  'google-gax/build/protos/operations.js',
];

/**
 * Cloud Logging's client, by which Google's configuration of pino finds out the service and the project, and introduces
 * itself. It is given both, and asked not to.
 */
const LOGGING = [
  '@google-cloud/logging/build/src/index.js',
  '@google-cloud/logging/build/src/utils/instrumentation.js',
];

/** Firestore's client also names a class that it needs only for pipelines, which no function uses. */
const FIRESTORE_CLASSES = '@google-cloud/firestore-api/build/protos/protos.js';

/**
 * Leaves out of Google's clients the parts, mostly of their protocols, that no function uses. A client turns all of a
 * protocol into objects before it sends its first request, which is a good part of a cold start.
 */
export const googleProtocols: Plugin = {
  name: 'google-protocols',
  load(id) {
    if ([...CLASSES, ...LOGGING].some((file) => id.endsWith(`/${file}`)))
      return 'module.exports = {};';
    if (id.endsWith(`/${FIRESTORE_CLASSES}`)) return 'exports.google = { firestore: { v1: {} } };';
    const [, service] = Object.entries(SERVICES).find(([file]) => id.endsWith(`/${file}`)) ?? [];
    if (service === undefined) return undefined;
    const needed = neededDefinitions(JSON.parse(readFileSync(id, 'utf8')), service);
    return { code: JSON.stringify(needed), moduleType: 'json' };
  },
};
