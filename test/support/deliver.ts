/** The ways in which Pub/Sub's messages reach a function. */

const TOPIC = 'projects/test/topics/closte-domain-events';

function wrapped(message: object | string) {
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  return { data: Buffer.from(text).toString('base64'), messageId: '42', attributes: {} };
}

/** The request with which Eventarc delivers a message: a CloudEvent in binary mode. */
export function delivery(
  message: object | string,
  headers: Readonly<Record<string, string>> = {},
  publishTime?: string,
) {
  return {
    method: 'POST',
    headers: {
      ...headers,
      'content-type': 'application/json',
      'ce-id': '42',
      'ce-specversion': '1.0',
      'ce-type': 'google.cloud.pubsub.topic.v1.messagePublished',
      'ce-source': `//pubsub.googleapis.com/${TOPIC}`,
    },
    body: JSON.stringify({
      message: { ...wrapped(message), publishTime },
      subscription: 'projects/test/subscriptions/s',
    }),
  };
}

/** Delivers a message as Eventarc does. */
export function deliver(url: string, ...how: Parameters<typeof delivery>): Promise<Response> {
  return fetch(url, delivery(...how));
}

/** Delivers a message as a CloudEvent in structured mode. */
export function deliverStructured(
  url: string,
  message: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify({
      id: '42',
      specversion: '1.0',
      type: 'google.cloud.pubsub.topic.v1.messagePublished',
      source: `//pubsub.googleapis.com/${TOPIC}`,
      datacontenttype: 'application/json',
      data: { message: wrapped(message) },
    }),
  });
}

/** Delivers a message as a push subscription does. */
export function push(
  url: string,
  message: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(`${url}/${TOPIC}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({
      message: wrapped(message),
      subscription: 'projects/test/subscriptions/s',
    }),
  });
}
