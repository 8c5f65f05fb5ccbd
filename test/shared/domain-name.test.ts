import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  DomainNameError,
  displayName,
  isWildcard,
  parseDomainName,
  parseHostName,
  probeName,
} from '../../shared/domain-name.ts';
import { share } from '../support/effort.ts';

describe('domain names', () => {
  describe('are normalized', () => {
    const spellings: [written: string, name: string][] = [
      ['shop.example.com', 'shop.example.com'],
      ['Shop.EXAMPLE.com', 'shop.example.com'],
      ['shop.example.com.', 'shop.example.com'],
      ['bücher.example.com', 'xn--bcher-kva.example.com'],
      ['BÜCHER.example.com', 'xn--bcher-kva.example.com'],
      ['xn--bcher-kva.example.com', 'xn--bcher-kva.example.com'],
      ['faß.de', 'xn--fa-hia.de'],
      ['例え.jp', 'xn--r8jz45g.jp'],
      ['shop。example。com', 'shop.example.com'],
      ['ﬁne.example.com', 'fine.example.com'],
      ['*.example.com', '*.example.com'],
      ['*.bücher.de', '*.xn--bcher-kva.de'],
      ['*.Example.COM.', '*.example.com'],
      ['example.com', 'example.com'],
      ['example.co.uk', 'example.co.uk'],
      ['my-shop.github.io', 'my-shop.github.io'],
      ['github.io', 'github.io'],
      ['a--b.example.com', 'a--b.example.com'],
      ['1.example.com', '1.example.com'],
      ['shop.example.xn--p1ai', 'shop.example.xn--p1ai'],
      ['shop.brandnewtld', 'shop.brandnewtld'],
      [`${'a'.repeat(63)}.example.com`, `${'a'.repeat(63)}.example.com`],
    ];
    for (const [written, name] of spellings) {
      it(`${written} is ${name}`, () => assert.equal(parseDomainName(written), name));
    }
  });

  describe('are refused, each with its own reason', () => {
    const refusals: [written: string, reason: string][] = [
      ['', 'empty'],
      ['.', 'empty'],
      ['http://example.com', 'has-scheme'],
      ['https://shop.example.com/', 'has-scheme'],
      ['mailto:me', 'has-scheme'],
      ['user@example.com', 'has-userinfo'],
      ['user:password@example.com', 'has-userinfo'],
      ['example.com/shop', 'has-path'],
      ['example.com\\shop', 'has-path'],
      ['example.com?a=1', 'has-path'],
      ['example.com#top', 'has-path'],
      ['example.com:8080', 'has-port'],
      ['example.com:', 'has-port'],
      [' example.com', 'has-space'],
      ['exam ple.com', 'has-space'],
      ['example.com\u00a0', 'has-space'],
      ['example.com\n', 'has-control-character'],
      ['exam\u0000ple.com', 'has-control-character'],
      ['exam\u0085ple.com', 'has-control-character'],
      ['my_shop.example.com', 'has-underscore'],
      ['_acme-challenge.example.com', 'has-underscore'],
      ['my＿shop.example.com', 'has-underscore'],
      ['127.0.0.1', 'ip-address'],
      ['127.0.0.1.', 'ip-address'],
      ['127.1', 'ip-address'],
      ['0x7f.1', 'ip-address'],
      ['0x7f000001', 'ip-address'],
      ['2130706433', 'ip-address'],
      ['0177.0.0.1', 'ip-address'],
      ['1.2.3.4.5', 'ip-address'],
      ['foo.0x1', 'ip-address'],
      ['１２７.０.０.１', 'ip-address'],
      ['*.10.1', 'ip-address'],
      ['::1', 'ip-address'],
      ['[::1]', 'ip-address'],
      ['::ffff:127.0.0.1', 'ip-address'],
      ['fe80::1%eth0', 'ip-address'],
      ['*', 'misplaced-wildcard'],
      ['**.example.com', 'misplaced-wildcard'],
      ['*.*.example.com', 'misplaced-wildcard'],
      ['shop.*.example.com', 'misplaced-wildcard'],
      ['shop*.example.com', 'misplaced-wildcard'],
      ['*shop.example.com', 'misplaced-wildcard'],
      ['example.*', 'misplaced-wildcard'],
      ['*.', 'empty-label'],
      ['shop..example.com', 'empty-label'],
      ['.example.com', 'empty-label'],
      ['example.com..', 'empty-label'],
      ['-shop.example.com', 'invalid-label'],
      ['shop-.example.com', 'invalid-label'],
      ['shop!.example.com', 'invalid-label'],
      ['ex%41mple.com', 'invalid-label'],
      ['xn--a.example.com', 'invalid-idn'],
      ['xn--.example.com', 'invalid-label'],
      ['⒈.example.com', 'invalid-idn'],
      [`${'a'.repeat(64)}.example.com`, 'label-too-long'],
      [`${'ü'.repeat(60)}.example.com`, 'label-too-long'],
      [`${'a'.repeat(49)}.`.repeat(5).concat('example'), 'too-long'],
      ['a'.repeat(100_000), 'too-long'],
      ['localhost', 'special-use'],
      ['shop.localhost', 'special-use'],
      ['printer.local', 'special-use'],
      ['api.internal', 'special-use'],
      ['shop.test', 'special-use'],
      ['shop.example', 'special-use'],
      ['shop.invalid', 'special-use'],
      ['facebookcorewwwi.onion', 'special-use'],
      ['router.home.arpa', 'special-use'],
      ['nas.lan', 'special-use'],
      ['com', 'public-suffix'],
      ['co.uk', 'public-suffix'],
      ['*.com', 'public-suffix'],
      ['*.co.uk', 'public-suffix'],
      ['intranet', 'public-suffix'],
    ];
    for (const [written, reason] of refusals) {
      it(`${JSON.stringify(written).slice(0, 60)}: ${reason}`, () => {
        assert.throws(
          () => parseDomainName(written),
          (error) => error instanceof DomainNameError && error.reason === reason,
        );
      });
    }
  });

  it('are refused with the name as written and what to do', () => {
    assert.throws(() => parseDomainName('https://shop.example.com'), {
      message:
        '"https://shop.example.com" cannot be mapped: it has a scheme; leave out everything up to and including "://"',
    });
  });

  it('are refused without repeating a long or unprintable input in full', () => {
    assert.throws(
      () => parseDomainName(`\u001b[31m${'x'.repeat(5000)}`),
      (error) =>
        error instanceof DomainNameError &&
        error.message.length < 250 &&
        !error.message.includes('\u001b'),
    );
  });

  it('of special use are accepted if a setting allows them, but not their suffixes', () => {
    assert.equal(parseDomainName('shop.test', { allowSpecialUse: true }), 'shop.test');
    assert.throws(() => parseDomainName('test', { allowSpecialUse: true }), DomainNameError);
  });

  it('provide, for a wildcard, a name under it that can be looked up', () => {
    const wildcard = parseDomainName('*.example.com');
    const single = parseDomainName('shop.example.com');
    assert.deepEqual([isWildcard(wildcard), isWildcard(single)], [true, false]);
    assert.equal(probeName(wildcard), 'closte-domain-sync-probe.example.com');
    assert.equal(probeName(single), 'shop.example.com');
  });

  for (const length of [226, 227, 228, 233, 244, 251]) {
    it(`tell a name under a wildcard whose parent has ${length} characters`, () => {
      const parent = `${'a23456789.'.repeat(22)}${'x'.repeat(length - 222)}.com`.slice(-length);
      const probe = probeName(parseDomainName(`*.${parent}`));
      assert.equal(parseDomainName(probe), probe);
      assert.ok(probe.endsWith(`.${parent}`));
    });
  }

  it('are displayed as people write them', () => {
    assert.equal(displayName(parseDomainName('*.bücher.de')), '*.bücher.de');
  });

  describe('of hosts that domains point at', () => {
    for (const [written, name] of [
      ['My_Net.example.com.', 'my_net.example.com'],
      ['_net.example.com', '_net.example.com'],
      ['_n--a.example.com', '_n--a.example.com'],
      ['network.test', 'network.test'],
      ['B\u00fccher.de', 'xn--bcher-kva.de'],
    ] as const) {
      it(`${written} is ${name}`, () => assert.equal(parseHostName(written), name));
    }

    for (const [written, reason] of [
      ['localhost', 'public-suffix'],
      ['my_host', 'public-suffix'],
      ['*.example.com', 'wildcard-host'],
      ['*.my_net.example.com', 'wildcard-host'],
      ['my_net..example.com', 'empty-label'],
      ['my net.example.com', 'has-space'],
      [`${'_'.repeat(64)}.example.com`, 'label-too-long'],
    ] as const) {
      it(`${written} is refused: ${reason}`, () => {
        assert.throws(
          () => parseHostName(written),
          (error) => {
            assert.ok(error instanceof DomainNameError && error.reason === reason, String(error));
            assert.ok(error.message.startsWith(JSON.stringify(written)), error.message);
            return true;
          },
        );
      });
    }
  });

  const names = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.domain(),
    fc.domain().map((domain) => `*.${domain}`),
    fc.webUrl(),
    fc.ipV4Extended(),
    fc.ipV6(),
    fc.emailAddress(),
    fc
      .array(
        fc.constantFrom('a', 'xn--', 'ü', '.', '*', '-', '_', ':', '/', '0x', '1', '\u200d', '。'),
        {
          maxLength: 12,
        },
      )
      .map((parts) => parts.join('')),
  );

  it('throw only their own error, and parse a parsed name to itself (100,000 inputs)', () => {
    fc.assert(
      fc.property(names, (written) => {
        let name: ReturnType<typeof parseDomainName>;
        try {
          name = parseDomainName(written);
        } catch (error) {
          assert.ok(error instanceof DomainNameError, String(error));
          return;
        }
        assert.equal(parseDomainName(name), name);
        assert.match(name, /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]+$/);
        assert.ok(name.length <= 253);
      }),
      { numRuns: share(100_000) },
    );
  });
});
