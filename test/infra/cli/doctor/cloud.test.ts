import assert from 'node:assert/strict';
import { findCloud, findingOf } from '../../../../infra/cli/doctor/cloud.ts';
import { well } from '../../../../infra/cli/doctor/finding.ts';
import { googleApi } from '../../../../infra/cli/doctor/google-api.ts';
import { type GoogleCloud, googleCloud } from '../../deploy/google-cloud.ts';

describe('a deployment that cannot be found', () => {
  async function finding(environment: GoogleCloud['endpoints']) {
    const found = await findCloud(googleApi(environment), 'demo-project');
    assert.ok('finding' in found);
    return found.finding;
  }

  it('is reported as wrong if there is none', async () => {
    await using cloud = await googleCloud('demo-project');
    const { state, seen, mend } = await finding(cloud.endpoints);
    assert.deepEqual([state, seen], ['wrong', 'there is no domainEvents in any region']);
    assert.match(mend ?? '', /infra\/deploy\.sh --project=demo-project/);
  });

  for (const [reason, advice] of [
    [
      "Permission 'cloudfunctions.functions.list' denied on 'projects/p/locations/-/functions'",
      /^Have your account granted roles\/viewer/,
    ],
    ['Permission denied on resource project nothing.', /^Check whether this is the project .*role/],
  ] as const) {
    it(`is unseen if the account may not look: ${reason}`, () => {
      const answer = { is: 'unseen', reason } as const;
      const { seen, mend } = findingOf('it', answer, 'deploy', () => well('it', 'there'));
      assert.equal(seen, reason);
      assert.match(mend ?? '', advice);
    });
  }

  it('is unseen if the project is another one, in the words of Google Cloud', async () => {
    // A project in which no API is known to be enabled yet.
    await using cloud = await googleCloud('demo-project', { settlesAfter: 1000 });
    const { state, seen, mend } = await finding(cloud.endpoints);
    assert.equal(state, 'unseen');
    assert.match(seen, /^cloudfunctions API has not been used in project 123456 before/);
    assert.match(mend ?? '', /^Check whether this is the project of the deployment/);
  });

  it('is unseen if Google Cloud does not answer', async () => {
    const elsewhere = { CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDFUNCTIONS: 'http://127.0.0.1:1/' };
    assert.equal((await finding(elsewhere)).state, 'unseen');
  });

  it('is found among functions of others, whatever these contain', async () => {
    await using cloud = await googleCloud('demo-project');
    const place = 'projects/demo-project/locations/us-central1/functions';
    cloud.resources.set(`${place}/other`, { name: `${place}/other`, buildConfig: {} });
    cloud.resources.set(`${place}/domainEvents`, { name: `${place}/domainEvents` });
    const found = await findCloud(googleApi(cloud.endpoints), 'demo-project');
    assert.equal('region' in found && found.region, 'us-central1');
  });
});
