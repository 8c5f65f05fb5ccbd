import { PubSub, protos as pubsub } from '@google-cloud/pubsub';
import { SecretManagerServiceClient, protos as secrets } from '@google-cloud/secret-manager';
import { OAuth2Client } from 'google-auth-library';
import { publishToPubSub } from '../../shared/reporting/publish.ts';
import { accessSecretManager, managedSecret } from '../../shared/settings/secret.ts';
import { firestoreStore } from '../../shared/store/firestore.ts';
import { shop } from '../support/records.ts';
import { SECRET } from './callers.ts';
import type { GoogleService } from './google-rows.ts';

/**
 * A call to one of Google's services, made by the code that makes it in production: over gRPC and TLS, with a
 * token.
 */
export interface GoogleCaller {
  /** A message that the service may send, with a secret in it. */
  readonly content: Uint8Array;
  /**
   * Resolves once it is done; rejects with the error that people see.
   *
   * @param patienceMs the time limit, which replaces 30 s or 10 s
   */
  call(port: number, authClient: OAuth2Client, patienceMs: number): Promise<unknown>;
}

const { PublishResponse } = pubsub.google.pubsub.v1;
const { AccessSecretVersionResponse } = secrets.google.cloud.secretmanager.v1;

export const GOOGLE_CALLERS: Readonly<Record<GoogleService, GoogleCaller>> = {
  Firestore: {
    content: Buffer.from(SECRET),
    async call(port, authClient, patienceMs) {
      const client = { host: `localhost:${port}`, authClient };
      const store = await firestoreStore({ projectId: 'test', patienceMs, client });
      try {
        await store.update(shop, 12, () => undefined);
      } finally {
        await store.close();
      }
    },
  },
  'Pub/Sub': {
    content: PublishResponse.encode({ messageIds: [SECRET] }).finish(),
    async call(port, authClient, patienceMs) {
      const client = new PubSub({
        projectId: 'test',
        apiEndpoint: `localhost:${port}`,
        emulatorMode: false,
        authClient,
      });
      try {
        const publish = publishToPubSub(async () => client, patienceMs);
        await publish('closte-domain-status', { type: 'domain.status' });
      } finally {
        await client.close();
      }
    },
  },
  'Secret Manager': {
    content: AccessSecretVersionResponse.encode({
      payload: { data: Buffer.from(SECRET) },
    }).finish(),
    async call(port, authClient, patienceMs) {
      const connect = async () =>
        new SecretManagerServiceClient({ apiEndpoint: 'localhost', port, authClient });
      const access = accessSecretManager(connect, patienceMs);
      await managedSecret('the API key', 'projects/p/secrets/s/versions/latest', access).current();
    },
  },
};

/** The access token of the functions, which only Google may see. */
const TOKEN = 'the-token-of-the-functions';

/** Credentials that supply the token, fail, or never answer, as when the machine's metadata server fails. */
export function credentials(given: 'a token' | 'none' | 'none ever'): OAuth2Client {
  const client = new OAuth2Client();
  client.setCredentials({ access_token: TOKEN, expiry_date: Date.now() + 3_600_000 });
  if (given === 'none') client.getRequestHeaders = () => Promise.reject(new Error('no metadata'));
  if (given === 'none ever') client.getRequestHeaders = () => new Promise(() => {});
  return client;
}

/** The texts that no error may contain. */
export const HIDDEN = [SECRET, TOKEN];
