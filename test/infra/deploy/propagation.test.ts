import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { deploy, folder, NEEDED, scriptedGcloud } from './scripts.ts';

/** An error of gcloud, and the script's message about what it waits for. */
const passes: readonly (readonly [said: string, waitsFor: string])[] = [
  [
    'ERROR: (gcloud.functions.deploy) OperationError: code=3, message=Build failed with status: FAILURE. Could not build the function due to a missing permission on the build service account. If you did not revoke that permission explicitly, this could be caused by a change in the organization policies.',
    'the roles of the account that builds',
  ],
  [
    'ERROR: (gcloud.scheduler.jobs.create.http) PERMISSION_DENIED: Cloud Scheduler API has not been used in project 123456 before or it is disabled. Enable it by visiting https://console.developers.google.com/… then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.',
    'the API that was enabled',
  ],
  [
    'ERROR: (gcloud.functions.deploy) OperationError: code=7, message=Creating trigger failed: Invalid resource state for "": Permission denied while using the Eventarc Service Agent. If you recently started to use Eventarc, it may take a few minutes before all necessary permissions are propagated to the Service Agent.',
    "the role of Eventarc's agent",
  ],
  [
    'ERROR: (gcloud.functions.deploy) ResponseError: status=[400], code=[Bad Request], message=[Validation failed for trigger projects/p/locations/r/triggers/t: Permission denied while using the Eventarc Service Agent.]',
    "the role of Eventarc's agent",
  ],
  [
    'ERROR: (gcloud.functions.deploy) OperationError: code=13, message=Unable to retrieve the repository metadata for projects/p/locations/r/repositories/gcf-artifacts. Ensure that the Cloud Functions service account has "artifactregistry.repositories.list" and "artifactregistry.repositories.get" permissions.',
    "the role of Cloud Functions' agent",
  ],
  [
    'ERROR: (gcloud.projects.add-iam-policy-binding) INVALID_ARGUMENT: Service account closte-events@p.iam.gserviceaccount.com does not exist.',
    'an account that was created',
  ],
  [
    'ERROR: (gcloud.iam.service-accounts.keys.create) NOT_FOUND: Unknown service account',
    'an account that was created',
  ],
  ['ERROR: (gcloud.functions.deploy) Not found; gaia id not found', 'an account that was created'],
  [
    "ERROR: (gcloud.scheduler.jobs.create.http) PERMISSION_DENIED: Permission 'iam.serviceAccounts.actAs' denied on service account closte-x@p.iam.gserviceaccount.com (or it may not exist).",
    'an account that was created',
  ],
  [
    'ERROR: (gcloud.monitoring.policies.create) NOT_FOUND: Cannot find metric that matches type = "logging.googleapis.com/user/closte_sweeps". If a metric was created recently, it could take up to 10 minutes to become available. Please try again soon.',
    'a metric that was created',
  ],
  [
    'ERROR: (gcloud.firestore.fields.ttls.update) NOT_FOUND: The database (default) does not exist for project p',
    'the database that was created',
  ],
  [
    'ERROR: (gcloud.firestore.indexes.fields.update) ABORTED: Please retry, underlying data changed',
    'another change of the database',
  ],
  [
    'ERROR: (gcloud.firestore.fields.ttls.update) ABORTED: Aborted due to cross-transaction contention. This occurs when multiple transactions attempt to access the same data, requiring Firestore to abort at least one in order to enforce serializability.',
    'another change of the database',
  ],
  [
    'ERROR: (gcloud.firestore.indexes.fields.update) ABORTED: too much contention on these datastore entities. please try again.',
    'another change of the database',
  ],
  [
    'ERROR: (gcloud.projects.add-iam-policy-binding) ABORTED: There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.',
    "somebody else's change",
  ],
  [
    'ERROR: (gcloud.functions.deploy) ResponseError: status=[409], code=[Conflict], message=[unable to queue the operation]',
    'an operation that is under way',
  ],
  [
    "ERROR: (gcloud.functions.deploy) ResponseError: status=[429], code=[Too Many Requests], message=[Quota exceeded for quota metric 'Per project mutation requests' and limit 'Per project mutation requests per minute per region']",
    "the next minute's quota",
  ],
  [
    'ERROR: (gcloud.pubsub.topics.create) UNAVAILABLE: The service is currently unavailable.',
    'Google Cloud',
  ],
];

const lasts = [
  'ERROR: (gcloud.projects.add-iam-policy-binding) PERMISSION_DENIED: The caller does not have permission',
  'ERROR: (gcloud.projects.add-iam-policy-binding) INVALID_ARGUMENT: Role roles/none is not supported for this resource.',
  'ERROR: (gcloud.functions.deploy) OperationError: code=3, message=Build failed with status: FAILURE and message: npm error missing script: build',
  'ERROR: (gcloud.services.enable) FAILED_PRECONDITION: Billing account for project is not found.',
];

describe('the wait of deploy.sh', () => {
  for (const [said, what] of passes) {
    it(`is for ${what}, after: ${said.slice(0, 120)}`, async () => {
      const { code, stderr, calls } = await refusedTwice(said);
      assert.equal(code, 0, stderr);
      assert.equal(calls[1], calls[0]);
      assert.equal(calls[2], calls[0]);
      assert.notEqual(calls[3], calls[0]);
      assert.equal(stderr.split(`Waiting for ${what}: trying again in 0 s`).length, 3, stderr);
    });
  }

  for (const said of lasts) {
    it(`does not begin after: ${said.slice(0, 120)}`, async () => {
      const { code, stderr, calls } = await refusedTwice(said);
      assert.equal(code, 1);
      assert.equal(calls.length, 1);
      assert.ok(stderr.includes(said) && !stderr.includes('Waiting for'), stderr);
    });
  }

  it('ends after ten minutes', async () => {
    await using here = folder();
    const environment = scriptedGcloud(
      here.path,
      'echo "$*" >>"$CALLS"; echo "ERROR: Unknown service account" >&2; exit 1',
    );
    const { code } = await deploy([...NEEDED, '--only=access'], { environment });
    assert.equal(code, 1);
    // A quarter of a minute apart.
    assert.equal(callsIn(environment).length, 40);
  });
});

describe('an event that does not arrive', () => {
  it('fails the deployment, after several attempts', async () => {
    await using here = folder();
    const environment = scriptedGcloud(here.path, 'echo "$*" >>"$CALLS"');
    const { code, stderr } = await deploy([...NEEDED, '--only=arrival'], { environment });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /the event deployment-\S+ has not arrived at domainEvents within 10 minutes/,
    );
    const sent = callsIn(environment).filter((call) => call.startsWith('pubsub topics publish'));
    assert.equal(sent.length, 5);
    assert.equal(new Set(sent.map((call) => /"id":"([^"]+)"/.exec(call)?.[1])).size, 1);
  });
});

/** The result of a phase whose first two commands are refused. */
async function refusedTwice(said: string) {
  await using here = folder();
  const environment = scriptedGcloud(
    here.path,
    `echo "$*" >>"$CALLS"
    (( $(wc -l <"$CALLS") > 2 )) && exit
    echo "$SAID" >&2
    exit 1`,
    { SAID: said },
  );
  const { code, stderr } = await deploy([...NEEDED, '--only=access'], { environment });
  return { code, stderr, calls: callsIn(environment) };
}

function callsIn({ CALLS = '' }: Record<string, string>): string[] {
  return readFileSync(CALLS, 'utf8').trimEnd().split('\n');
}
