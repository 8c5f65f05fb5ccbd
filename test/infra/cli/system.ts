import type { PublishedMessage } from '../../../infra/local/message-queue.ts';
import { publishApi } from '../../../infra/local/publish-api.ts';
import { type Loopback, serving } from '../../support/loopback.ts';

/** The publish endpoint of the system on one machine, which keeps the received messages. */
export interface System extends Loopback {
  readonly received: { readonly topic: string; readonly message: PublishedMessage }[];
}

export async function startSystem(): Promise<System> {
  const received: System['received'] = [];
  const accept = (topic: string, messages: readonly PublishedMessage[]) =>
    messages.map((message) => `m${received.push({ topic, message })}`);
  const loopback = await serving((request, response) => {
    void publishApi(request, response, { accept });
  });
  return { ...loopback, received };
}

export const portOf = ({ origin }: Loopback) => new URL(origin).port;
export const contentOf = ({ data = '' }: PublishedMessage) =>
  JSON.parse(Buffer.from(data, 'base64').toString('utf8'));
