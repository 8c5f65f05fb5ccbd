import assert from 'node:assert/strict';
import { exampleProblem, tell } from '../../../../shared/problems/catalogue.ts';
import { PROBLEM_CODES } from '../../../../shared/problems/codes.ts';
import { IN_ENGLISH, render } from '../../../../shared/problems/render.ts';
import { romanian } from '../plugin/romanian.ts';
import { describeInWordPress } from './in-wordpress.ts';

/** The plugin's texts for phrases, in the language of the network. */
const TEXTS = `
  add_filter( 'pre_determine_locale', fn() => $given['locale'] );
  Closte_Domain_Sync\\load_language();
  return array_map(
    fn( $phrase ) => Closte_Domain_Sync\\phrase_text( Closte_Domain_Sync\\read_phrase( $phrase ) ),
    $given['phrases']
  );`;

describeInWordPress('the text of the plugin about problems', (wordPress) => {
  const phrases = PROBLEM_CODES.flatMap((code) => {
    const { message, remedy } = tell(exampleProblem(code));
    return [message, ...remedy];
  });

  for (const [locale, language] of [
    ['en_US', IN_ENGLISH],
    ['ro_RO', romanian()],
  ] as const) {
    it(`equals that of the functions in the same language: ${locale}`, async () => {
      const network = await (await wordPress()).network();
      const told = await network.php(TEXTS, { locale, phrases });
      assert.deepEqual(
        told,
        phrases.map((phrase) => render(phrase, language)),
      );
    });
  }

  it('has the plural forms of Romanian', async () => {
    const network = await (await wordPress()).network();
    const hours = [1, 2, 19, 20, 101, 0].map((count) => ({
      sentence: 'duration.hours',
      values: { count },
    }));
    assert.deepEqual(await network.php(TEXTS, { locale: 'ro_RO', phrases: hours }), [
      '1 oră',
      '2 ore',
      '19 ore',
      '20 de ore',
      '101 ore',
      '0 ore',
    ]);
  });
});
