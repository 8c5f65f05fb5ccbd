import * as v from 'valibot';
import type { Environment } from '../../../shared/settings/variable.ts';
import { messageOf } from './finding.ts';

/** An API of Google Cloud, by the name in its address, with the version that is used. */
const VERSIONS = {
  cloudfunctions: 'v2',
  cloudresourcemanager: 'v1',
  cloudscheduler: 'v1',
  eventarc: 'v1',
  firestore: 'v1',
  pubsub: 'v1',
  run: 'v2',
  secretmanager: 'v1',
} as const;
type Api = keyof typeof VERSIONS;

/** The answer of an API about a resource. */
export type Answer<Value> =
  | { readonly is: 'there'; readonly value: Value }
  | { readonly is: 'missing' }
  /** Whether it exists cannot be seen from here, for this reason. */
  | { readonly is: 'unseen'; readonly reason: string };

/** Asks Google Cloud over REST for resources that none of our client libraries covers. */
export interface GoogleApi {
  /**
   * @param path of the resource, after the version: `projects/p/topics/t`, perhaps with a verb: `…/t:getIamPolicy`
   * @param body makes the request a POST instead of a GET
   */
  read<Schema extends v.GenericSchema>(
    api: Api,
    path: string,
    schema: Schema,
    body?: object,
  ): Promise<Answer<v.InferOutput<Schema>>>;
}

/** In milliseconds. */
const TIMEOUT_MS = 15_000;

/**
 * Asks with the credentials of the caller, except for an API that gcloud's own variable redirects
 * (CLOUDSDK_API_ENDPOINT_OVERRIDES_…), for example to a test.
 */
export function googleApi(environment: Environment): GoogleApi {
  return {
    async read(api, path, schema, body) {
      const elsewhere = overrideOf(api, environment);
      const url = `${elsewhere ?? `https://${api}.googleapis.com/`}${VERSIONS[api]}/${path}`;
      try {
        const response = await fetch(url, {
          headers: {
            'content-type': 'application/json',
            ...(elsewhere === undefined ? await credentials(url) : {}),
          },
          ...(body && { method: 'POST', body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        const text = await response.text();
        if (response.status === 404) return { is: 'missing' };
        if (!response.ok) return { is: 'unseen', reason: refusalIn(text, response.status) };
        return { is: 'there', value: v.parse(schema, JSON.parse(text)) };
      } catch (error) {
        return { is: 'unseen', reason: messageOf(error) };
      }
    },
  };
}

export function overrideOf(api: Api, environment: Environment): string | undefined {
  return environment[`CLOUDSDK_API_ENDPOINT_OVERRIDES_${api.toUpperCase()}`] || undefined;
}

async function credentials(url: string): Promise<Record<string, string>> {
  const { GoogleAuth } = await import('google-auth-library');
  const auth = new GoogleAuth({ scopes: 'https://www.googleapis.com/auth/cloud-platform' });
  return Object.fromEntries(await auth.getRequestHeaders(url));
}

const refusalSchema = v.object({ error: v.object({ message: v.string() }) });

function refusalIn(text: string, status: number): string {
  try {
    const [line = ''] = v.parse(refusalSchema, JSON.parse(text)).error.message.split('\n');
    return line.slice(0, 200);
  } catch {
    return `it is answered with ${status}`;
  }
}
