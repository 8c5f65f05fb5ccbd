import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { serving } from '../../support/loopback.ts';
import { confinedGcloud, deploy, folder, linesOf, ROOT } from './scripts.ts';
import { describeWith } from './tools.ts';

const buildSchema = v.object({
  steps: v.array(
    // No field that would let a step fail, or run before another.
    v.strictObject({
      id: v.string(),
      name: v.string(),
      entrypoint: v.string(),
      args: v.array(v.string()),
    }),
  ),
  substitutions: v.record(v.string(), v.string()),
});

describeWith(['gcloud'], 'cloudbuild.yaml', () => {
  let build: v.InferOutput<typeof buildSchema>;
  before(async () => {
    build = v.parse(buildSchema, await submitted());
  });

  it('installs, checks, tests and deploys, one after the other, and stops at the first failure', () => {
    assert.deepEqual(
      build.steps.map(({ id, entrypoint, args: [first, ...more] }) =>
        id === 'deploy' ? [id, entrypoint, first] : [id, entrypoint, first, ...more],
      ),
      [
        ['install', 'npm', 'ci'],
        ['check', 'npm', 'run', 'check'],
        ['test', 'npm', 'test'],
        ['deploy', 'bash', 'infra/deploy.sh'],
      ],
    );
  });

  it('calls deploy.sh in a way that it understands', async () => {
    const [, ...flags] = build.steps.at(-1)?.args ?? [];
    const values: Record<string, string> = { ...build.substitutions, PROJECT_ID: 'demo-project' };
    const filled = flags.map((flag) => flag.replace(/\$(\w+)/g, (_, name) => values[name] ?? '?'));
    const commands = linesOf(await deploy([...filled, '--dry-run']));
    assert.ok(
      commands.some((command) => / functions deploy .*=network\.example\.com/.test(command)),
    );
    assert.ok(commands.every((command) => command.includes(' --project=demo-project ')));
  });
});

/** The build that gcloud derives from it. */
async function submitted(): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  await using here = folder();
  await using api = await serving(async (request, response) => {
    const body = await text(request);
    if (request.url?.includes('/builds')) resolve(JSON.parse(body));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  const override = 'CLOUDSDK_API_ENDPOINT_OVERRIDES';
  const child = spawn(
    'gcloud',
    [
      ...['builds', 'submit', '--no-source', '--async', '--config=cloudbuild.yaml', '--quiet'],
      ...['--project=demo-project', '--substitutions=_NETWORK_DOMAIN=network.example.com'],
    ],
    {
      cwd: ROOT,
      env: await confinedGcloud(here.path, {
        [`${override}_CLOUDBUILD`]: `${api.origin}/`,
        [`${override}_SERVICEUSAGE`]: `${api.origin}/`,
      }),
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const said = text(child.stderr);
  // Its reaction to the empty answer does not matter.
  const ended = said.then((error) => Promise.reject(new Error(error)));
  ended.catch(() => {});
  try {
    return await Promise.race([promise, ended]);
  } finally {
    await said;
  }
}
