import assert from 'node:assert/strict';
import { join } from 'node:path';
import { knownDomains } from '../../../../infra/cli/completion/known-domains.ts';
import { parseDomainName } from '../../../../shared/domain-name.ts';
import { aRecord } from '../../../support/records.ts';
import { storeIn, type Workplace, workplace } from '../cli.ts';

describe('the domains that Tab completes', () => {
  let place: Workplace;
  before(async () => {
    place = await workplace();
    const shops = Array.from({ length: 201 }, (_, n) => `shop-${n}.example.com`);
    const others = ['a.example.com', 'blog.example.com', 'blog.example.org', '*.example.net'];
    const names = [...shops, ...others, 'xn--bcher-kva.com'];
    await storeIn(
      place.folder,
      names.map((name) => aRecord({ domain: parseDomainName(name) })),
    );
  });
  after(() => place[Symbol.asyncDispose]());

  const asked = (beginning: string, words: readonly string[] = ['show'], given = {}) =>
    knownDomains(beginning, words, {
      STORE: `sqlite:${join(place.folder, '.data', 'domains.db')}`,
      ...given,
    });

  it('are those with the typed beginning', async () => {
    assert.deepEqual(await asked('blog'), ['blog.example.com', 'blog.example.org']);
    assert.deepEqual(await asked('a.example.com'), ['a.example.com']);
    assert.deepEqual(await asked('*'), ['*.example.net']);
    assert.deepEqual(await asked('shop-200'), ['shop-200.example.com']);
    assert.deepEqual(await asked('nothing'), []);
  });

  it('are none if there are too many, since some alone would mislead the shell', async () => {
    assert.deepEqual(await asked(''), []);
    assert.deepEqual(await asked('shop-'), []);
    assert.equal((await asked('shop-1')).length, 111);
  });

  it('are those of the store that the words name', async () => {
    const path = join(place.folder, '.data');
    assert.deepEqual(await asked('a', ['show', '--store', path], { STORE: 'sqlite:none.db' }), [
      'a.example.com',
    ]);
    assert.deepEqual(await asked('a', ['show'], { STORE: 'sqlite:none.db' }), []);
    assert.deepEqual(await asked('a', ['show', '--project=shop-prod']), []);
    assert.deepEqual(await asked('a', ['show'], { STORE: 'firestore' }), []);
  });

  it('are offered where a domain can stand, and options where there are none', async () => {
    const offered = async (...words: string[]) => {
      const { stdout } = await place.cli(['completion', 'candidates', '--json', '--', ...words]);
      const { candidates }: { candidates: { value: string }[] } = JSON.parse(stdout);
      return candidates.map(({ value }) => value);
    };
    assert.deepEqual(await offered('show', 'bl'), ['blog.example.com', 'blog.example.org']);
    assert.deepEqual(await offered('retry', 'a.example.com', 'blog.example.o'), [
      'blog.example.org',
    ]);
    assert.deepEqual(await offered('publish', 'deleted', 'a'), ['a.example.com']);
    assert.deepEqual(await offered('show', 'a.example.com', 'bl'), []);
    assert.deepEqual(await offered('show', '--store=nowhere/none.db', ''), [
      ...['--project', '--json', '--help'],
    ]);
  });
});
