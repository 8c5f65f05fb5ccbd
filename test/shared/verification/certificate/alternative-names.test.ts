import assert from 'node:assert/strict';
import { dnsNames } from '../../../../shared/verification/certificate/alternative-names.ts';

describe('the DNS names of a certificate', () => {
  const texts: Readonly<Record<string, readonly [string, readonly string[]]>> = {
    'are none without alternative names': ['', []],
    'are in lower case': ['DNS:Shop.Example.com', ['shop.example.com']],
    'are those among addresses and other things': [
      'URI:https://a.example/, DNS:a.example, IP Address:192.0.2.7, email:a@a.example, DNS:*.a.example',
      ['a.example', '*.a.example'],
    ],
    'are read from JSON strings if they are unusual': [
      String.raw`DNS:"odd\u002c one", DNS:b.example`,
      ['odd, one', 'b.example'],
    ],
    'are not found inside a quoted value': [
      String.raw`DNS:"a, DNS:b.example", DNS:"c\", DNS:d", DirName:"CN = x, DNS:e", DNS:f`,
      ['a, dns:b.example', 'c", dns:d', 'f'],
    ],
    'may be empty': ['DNS:, DNS:a', ['', 'a']],
  };
  for (const [title, [text, names]] of Object.entries(texts)) {
    it(title, () => assert.deepEqual(dnsNames(text), names));
  }
});
