import assert from 'node:assert/strict';
import { translatableTexts } from '../../../../infra/generate/plugin/php-strings.ts';
import { textsOfThePlugin } from '../../../../infra/generate/plugin/translations.ts';
import { ENGLISH } from '../../../../shared/problems/sentences/english.ts';
import { romanian, romanianTexts } from './romanian.ts';

/** The placeholders of a text, in any order. */
const places = (text: string) => (text.match(/%(?:\d\$)?[sd]|\{[a-z]+\}/gi) ?? []).sort();

describe('the texts of the plugin', () => {
  it('are found in its PHP, with the notes for translators', () => {
    const php = `
      esc_html_e( 'One', 'closte-domain-sync' );
      /* translators: %s: a "domain" */
      $text = __( 'It\\'s %s', 'closte-domain-sync' ) . __( 'Two', 'closte-domain-sync' );
      _n_noop( '{count} hour', '{count} hours', 'closte-domain-sync' );`;
    assert.deepEqual(translatableTexts(php), [
      { text: 'One' },
      { text: "It's %s", comment: '%s: a "domain"' },
      { text: 'Two' },
      { text: '{count} hour', plural: '{count} hours' },
    ]);
  });

  it('are literals, so that none is missed', () => {
    assert.throws(() => translatableTexts('__( $text )'), /Not a text in single quotes/);
  });

  it('have a translators’ comment if they have more than one placeholder', () => {
    for (const { msgid, comments } of textsOfThePlugin()) {
      if (/%2\$/.test(msgid)) assert.match(comments?.extracted ?? '', /translators/, msgid);
    }
  });
});

describe('the Romanian translation of the plugin', () => {
  const texts = romanianTexts();

  it('has each text, and no other', () => {
    const wanted = textsOfThePlugin().map(({ msgid }) => msgid);
    assert.deepEqual(Object.keys(texts).sort(), wanted.sort());
    for (const { msgid, msgid_plural, msgstr } of Object.values(texts)) {
      assert.equal(msgstr.length, msgid_plural === undefined ? 1 : 3, msgid);
      for (const form of msgstr) assert.notEqual(form, '', msgid);
    }
  });

  it('has the same placeholders', () => {
    for (const { msgid, msgid_plural = msgid, msgstr } of Object.values(texts)) {
      for (const form of msgstr) assert.deepEqual(places(form), places(msgid_plural), msgid);
    }
  });

  it('addresses the reader as WordPress does, and quotes as Romanians do', () => {
    for (const { msgstr } of Object.values(texts)) {
      assert.doesNotMatch(msgstr.join(), /(?<!\bb)[aei]ți(?!\p{L})|dumneavoastr|"/u);
    }
  });

  it('writes ș and ț with a comma below, not with a cedilla', () => {
    for (const { msgstr } of Object.values(texts)) assert.doesNotMatch(msgstr.join(), /[şţŞŢ]/);
  });

  it('has every sentence about the problems of a domain', () => {
    const told = Object.keys(ENGLISH).filter((key) => !key.endsWith('.when'));
    assert.deepEqual(
      Object.keys(romanian().sentences)
        .filter((key) => !key.endsWith('.when'))
        .sort(),
      told.sort(),
    );
  });
});
