import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { confinedGcloud, folder, ROOT } from '../deploy/scripts.ts';
import { describeWith } from '../deploy/tools.ts';

describeWith(['gcloud'], 'the files in infra/monitoring', () => {
  it('have only fields that the API knows', async () => {
    assert.equal(await unknownFieldsIn(join(ROOT, 'infra/monitoring')), '');
  });

  it('would fail with an unknown field', async () => {
    await using here = folder();
    cpSync(join(ROOT, 'infra/monitoring'), here.path, { recursive: true });
    const dashboard = join(here.path, 'dashboard.yaml');
    writeFileSync(dashboard, readFileSync(dashboard, 'utf8').replace('legendTemplate', 'legend'));
    assert.match(await unknownFieldsIn(here.path), /dashboard\.yaml .*'legend'/);
  });
});

async function unknownFieldsIn(monitoring: string): Promise<string> {
  await using here = folder();
  const format = '--format=value(basic.python_location,installation.sdk_root)';
  const env = await confinedGcloud(here.path, {});
  const [python = '', sdk = ''] = execFileSync('gcloud', ['info', format], { env })
    .toString()
    .trim()
    .split('\t');
  const script = fileURLToPath(new URL('unknown_fields.py', import.meta.url));
  return execFileSync(python, [script, sdk, monitoring]).toString();
}
