import assert from 'node:assert/strict';
import { dnsServerIn } from '../../../shared/settings/dns-server.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { parseEndpoint } from '../../../shared/verification/dns/client/endpoint.ts';

const SERVERS: [text: string, server: ReturnType<typeof dnsServerIn>][] = [
  ['192.0.2.1', { address: '192.0.2.1', port: 53 }],
  ['192.0.2.1:5353', { address: '192.0.2.1', port: 5353 }],
  ['2001:db8::1', { address: '2001:db8::1', port: 53 }],
  ['[2001:db8::1]:5353', { address: '2001:db8::1', port: 5353 }],
  ['[2001:db8::1]', { address: '2001:db8::1', port: 53 }],
  ['', undefined],
  ['dns.example.com', undefined],
  ['dns.example.com:53', undefined],
  ['192.0.2.1:', undefined],
  ['192.0.2.1:0', undefined],
  ['192.0.2.1:65536', undefined],
  ['192.0.2.1:+53', undefined],
  ['[192.0.2.1]:53', undefined],
  ['[2001:db8::1]53', undefined],
];

describe('the address of a DNS server', () => {
  for (const [text, server] of SERVERS) {
    it(`is ${server ? `read from ${JSON.stringify(text)}` : `not ${JSON.stringify(text)}`}`, () => {
      assert.deepEqual(dnsServerIn(text), server);
    });

    // A bad address is reported at the start, and not by the first look-up.
    it(`is ${server ? '' : 'not '}taken as ${JSON.stringify(text)} by the settings and the client alike`, () => {
      const set = () => readSettings({ DNS_SERVERS: `192.0.2.9,${text}` });
      const used = () => parseEndpoint(text);
      if (server) assert.deepEqual([set().dnsServers?.[1], used()], [text, server]);
      else {
        assert.throws(set, { message: /DNS_SERVERS must be ip or ip:port, comma separated$/ });
        assert.throws(used, TypeError);
      }
    });
  }
});
