import type { Push } from './broker.ts';

const SUBSCRIPTION = 'projects/local/subscriptions/domain-events';

/**
 * Delivers as a push subscription does: a POST to `<origin>/projects/P/topics/T`, which is the path
 * from which the Functions Framework reads the topic. Every 2xx acknowledges.
 */
export function pushTo(origin: string): Push {
  return async ({ id, topic, data, attributes, orderingKey, publishedAt }, signal) => {
    const message = {
      data,
      attributes,
      messageId: id,
      publishTime: new Date(publishedAt).toISOString(),
      ...(orderingKey === '' ? {} : { orderingKey }),
    };
    const response = await fetch(`${origin}/${topic}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ subscription: SUBSCRIPTION, message }),
      redirect: 'manual',
      signal,
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
  };
}
