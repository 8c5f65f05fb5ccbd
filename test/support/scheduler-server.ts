import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/** The part of Cloud Scheduler's REST API that one job needs. */
export interface SchedulerServer extends AsyncDisposable {
  /** For CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDSCHEDULER. */
  readonly endpoint: string;
  /** The requests, as `PATCH {"schedule":"* * * * *"}`. */
  readonly asked: string[];
  readonly job: { schedule: string; state: string };
  /** The HTTP status to answer with from now on; 200 answers what is asked. */
  status: number;
}

/** @param name `projects/P/locations/R/jobs/J` */
export async function schedulerServer(name: string): Promise<SchedulerServer> {
  const job = { schedule: '*/5 * * * *', state: 'ENABLED' };
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const body = await text(request);
    const [resource, verb = ''] = path.replace('/v1/', '').split(':');
    asked.push(`${request.method}${verb && ` ${verb}`}${body && ` ${body}`}`);
    const status = resource === name ? outside.status : 404;
    response.writeHead(status, { 'content-type': 'application/json' });
    if (status !== 200) {
      const word = status === 404 ? 'NOT_FOUND' : 'PERMISSION_DENIED';
      response.end(JSON.stringify({ error: { code: status, message: 'no', status: word } }));
      return;
    }
    if (request.method === 'PATCH') job.schedule = JSON.parse(body).schedule;
    if (verb === 'pause') job.state = 'PAUSED';
    if (verb === 'resume') job.state = 'ENABLED';
    const times = {
      scheduleTime: '2026-11-22T10:05:00Z',
      lastAttemptTime: '2026-11-22T10:00:00Z',
    };
    response.end(JSON.stringify({ name, ...job, ...times }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const outside: SchedulerServer = {
    endpoint: `http://127.0.0.1:${address.port}/`,
    asked,
    job,
    status: 200,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return outside;
}
