import assert from 'node:assert/strict';
import { PUBLISH_SETTINGS } from '../../../infra/cli/publish-settings.ts';
import { settingsTables, withTables } from '../../../infra/generate/settings-tables.ts';
import { LOCAL_SETTINGS } from '../../../infra/local/local-settings.ts';
import { SETTINGS } from '../../../shared/settings/environment-schema.ts';
import { describedVariables } from '../../../shared/settings/variable.ts';

describe("the README's tables of the settings", () => {
  const rows = [...settingsTables.text().matchAll(/^\| `([A-Z_]+)` \| (.*) \| (.*) \|$/gm)];
  const declared = [SETTINGS, LOCAL_SETTINGS, PUBLISH_SETTINGS].flatMap(describedVariables);

  it('have a row for every variable, in the order of the declarations', () => {
    assert.deepEqual(
      rows.map(([, name]) => name),
      declared.map(({ name }) => name),
    );
  });

  for (const { name, usual, unset, meaning } of declared) {
    it(`say what ${name} is without being set, and what it is for`, () => {
      const [, , withoutIt, isFor] = rows.find(([, one]) => one === name) ?? [];
      assert.deepEqual([withoutIt, isFor], [usual === undefined ? unset : `\`${usual}\``, meaning]);
      assert.notEqual(meaning, '');
    });
  }

  it('take the place of the tables that were there, and leave the rest as it is', () => {
    const place = (what: string, table: string) =>
      `<!-- ${what}: written by npm run generate -->\n${table}<!-- end -->\n`;
    const page = (table: string) =>
      `# Before\n${place('settings', table)}between\n${place('settings of one machine', table)}after\n`;
    const written = withTables(page('old\n'));
    assert.equal(withTables(page('')), written);
    assert.deepEqual(
      written.split('\n').filter((line) => line !== '' && !/^[|<]/.test(line)),
      ['# Before', 'between', 'after'],
    );
  });

  it('are not written into a page that has no place for them', () => {
    assert.throws(() => withTables('# Nothing\n'), { message: /no place for the settings$/ });
  });
});
