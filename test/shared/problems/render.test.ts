import assert from 'node:assert/strict';
import { exampleProblem } from '../../../shared/problems/catalogue.ts';
import { phrase } from '../../../shared/problems/phrase.ts';
import { problemText } from '../../../shared/problems/recorded-problem.ts';
import { type Language, languageOf, render, renderAll } from '../../../shared/problems/render.ts';
import { tellFix } from '../../../shared/problems/tell-fix.ts';

const ROMANIAN: Language = {
  tag: 'ro',
  sentences: {
    'dns-wrong-address.message': 'Adresele {addresses} ale {name} nu sunt ale acestei rețele.',
    'duration.minutes': { one: '{count} minut', few: '{count} minute', other: '{count} de minute' },
  },
};

describe('a phrase as a text', () => {
  it('has its values in their places', () => {
    const text = render(phrase('dns-no-records.message.no-name', { name: 'shop.example.com' }));
    assert.equal(text, 'shop.example.com does not exist.');
  });

  it('lists several values, and how many more there are', () => {
    const addresses = ['192.0.2.1', '192.0.2.2', phrase('list.more', { number: 3 })];
    assert.match(
      render(phrase('dns-wrong-address.message', { name: 'a.example', addresses })),
      /^a\.example points at 192\.0\.2\.1, 192\.0\.2\.2, 3 more, which/,
    );
  });

  it('never treats text in a value as a placeholder', () => {
    const name = '{addresses}$&$1';
    const text = render(phrase('dns-no-records.message.no-name', { name }));
    assert.equal(text, '{addresses}$&$1 does not exist.');
  });

  it('begins in lower case inside another sentence, unless it begins with a value', () => {
    const inside = (change: string | ReturnType<typeof phrase>) =>
      render(phrase('dns-www-differs.remedy', { change }));
    assert.equal(
      inside(phrase('fix.create', { records: 'Www.example.com A 192.0.2.1' })),
      'If visitors may use it: create the record Www.example.com A 192.0.2.1',
    );
    assert.equal(inside('Verbatim'), 'If visitors may use it: Verbatim');
    assert.match(inside(phrase('lookup.wrong-signatures')), /: SERVFAIL, because/);
  });

  it('is one paragraph with others', () => {
    const remove = { type: 'A', name: 'a.example', values: '192.0.2.9', count: 1 };
    assert.equal(
      renderAll([
        phrase('fix.remove', remove),
        phrase('fix.create', { records: 'a.example A 192.0.2.1' }),
      ]),
      'Remove the A record of a.example (192.0.2.9). Create the record a.example A 192.0.2.1',
    );
  });

  describe('of a translation', () => {
    for (const [tag, sentences, fault] of [
      ['ro', { 'dns-haunted.message': 'x' }, /there is no sentence dns-haunted\.message/],
      ['ro', { 'fix.create': 'Creați' }, /fix\.create lacks \{records\}/],
      [
        'ro',
        { 'fix.create': 'Creați {records} {recrods}' },
        /has \{recrods\}, which nothing fills/,
      ],
      ['en_US', {}, /en_US is not a language tag/],
    ] as const) {
      it(`is refused with the fault: ${fault.source}`, () => {
        assert.throws(() => languageOf(tag, sentences), fault);
      });
    }

    it('is accepted with placeholders in any order, and inflected by a count', () => {
      const few = {
        one: 'Creați înregistrarea {records}',
        other: 'Creați înregistrările {records}',
      };
      const language = languageOf('RO', { 'fix.create': few });
      assert.equal(language.tag, 'ro');
      const { fix } = exampleProblem('dns-no-records');
      const { orElse: _, ...only } = fix;
      const [one] = tellFix(only);
      assert.match(one ? render(one, language) : '', /^Creați înregistrarea shop/);
    });

    it('falls back to English, with its plural rules, for missing sentences', () => {
      const russian = languageOf('ru', {});
      assert.equal(render(phrase('duration.hours', { count: 21 }), russian), '21 hours');
    });

    it('never takes a value from a property that every object has', () => {
      const language = { tag: 'en', sentences: { 'fix.nowhere-to-point': 'Set {constructor}' } };
      assert.equal(render(phrase('fix.nowhere-to-point'), language), 'Set {constructor}');
    });
  });

  describe('in another language', () => {
    for (const [count, text] of [
      [1, '1 minut'],
      [2, '2 minute'],
      [19, '19 minute'],
      [20, '20 de minute'],
    ] as const) {
      it(`has the plural form of that: ${text}`, () => {
        assert.equal(render(phrase('duration.minutes', { count }), ROMANIAN), text);
      });
    }

    it('shows translated sentences in that language, and the rest in English', () => {
      assert.deepEqual(problemText(exampleProblem('dns-wrong-address'), ROMANIAN), {
        message: 'Adresele 198.51.100.9 ale shop.example.com nu sunt ale acestei rețele.',
        remedy: 'Change the A record of shop.example.com from 198.51.100.9 to 203.0.113.7',
      });
    });
  });
});
