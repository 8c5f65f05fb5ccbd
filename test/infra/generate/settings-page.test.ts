import assert from 'node:assert/strict';
import { PUBLISH_SETTINGS } from '../../../infra/cli/publish-settings.ts';
import { settingsPage } from '../../../infra/generate/settings-page.ts';
import { LOCAL_SETTINGS } from '../../../infra/local/local-settings.ts';
import { SETTINGS } from '../../../shared/settings/environment-schema.ts';
import { describedVariables } from '../../../shared/settings/variable.ts';

describe('the page of the settings', () => {
  const rows = [...settingsPage.text().matchAll(/^\| `([A-Z_]+)` \| (.*) \| (.*) \|$/gm)];
  const declared = [SETTINGS, LOCAL_SETTINGS, PUBLISH_SETTINGS].flatMap(describedVariables);

  it('has a row for every variable, in the order of the declarations', () => {
    assert.deepEqual(
      rows.map(([, name]) => name),
      declared.map(({ name }) => name),
    );
  });

  for (const { name, usual, unset, meaning } of declared) {
    it(`gives the default and the meaning of ${name}`, () => {
      const [, , withoutIt, isFor] = rows.find(([, one]) => one === name) ?? [];
      assert.deepEqual([withoutIt, isFor], [usual === undefined ? unset : `\`${usual}\``, meaning]);
      assert.notEqual(meaning, '');
    });
  }
});
