import type { PassThroughClient } from 'google-auth-library';
import { googleEnvironment } from './google-environment.ts';

/** Where a Google client is to connect instead, over REST and without credentials. */
export type EndpointOverride = {
  readonly fallback: true;
  readonly protocol: string;
  readonly apiEndpoint: string;
  readonly port: number;
  readonly authClient: PassThroughClient;
  readonly projectId: string;
};

/** The options for a client whose API gcloud's own variable redirects, for example to an emulator. */
export async function endpointOverride(
  api: 'scheduler' | 'secretManager',
): Promise<EndpointOverride | undefined> {
  const endpoint = googleEnvironment()[`${api}Endpoint`];
  if (endpoint === undefined) return undefined;
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
