import type { PassThroughClient } from 'google-auth-library';

/** Where a client of Google's is to go instead, over REST and without credentials. */
export type EndpointOverride = {
  readonly fallback: true;
  readonly protocol: string;
  readonly apiEndpoint: string;
  readonly port: number;
  readonly authClient: PassThroughClient;
  readonly projectId: string;
};

/**
 * The options for a client whose API gcloud's own variable sends elsewhere, as to an emulator; none
 * where it is not set.
 *
 * @param api as in CLOUDSDK_API_ENDPOINT_OVERRIDES_…
 */
export async function endpointOverride(
  api: 'CLOUDSCHEDULER' | 'SECRETMANAGER',
): Promise<EndpointOverride | undefined> {
  const endpoint = process.env[`CLOUDSDK_API_ENDPOINT_OVERRIDES_${api}`];
  if (!endpoint) return undefined;
  const { PassThroughClient } = await import('google-auth-library');
  const { protocol, hostname, port } = new URL(endpoint);
  return {
    fallback: true,
    protocol: protocol.replace(':', ''),
    apiEndpoint: hostname,
    port: Number(port),
    authClient: new PassThroughClient(),
    projectId: 'override',
  };
}
