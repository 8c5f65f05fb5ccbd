import { PROVING } from './proxy-rows.ts';
import { PLACES, type Row } from './row.ts';

const { network, elsewhere } = PLACES;

/** An apex and its www twin. */
export const WWW_ROWS: readonly Row[] = [
  {
    situation: 'an apex that is right, whose www twin points elsewhere',
    domain: 'www-elsewhere.test',
    zones: { 'www-elsewhere.test': [`@ A ${network}`, `www A ${elsewhere}`] },
    told: [
      [
        'dns-www-differs',
        'If visitors may use it: change the A record of www.www-elsewhere.test from 127.1.0.9 to 127.1.0.1',
      ],
    ],
  },
  {
    situation: 'an apex that is right, without a www twin: no visitor is led elsewhere',
    domain: 'www-missing.test',
    zones: { 'www-missing.test': [`@ A ${network}`] },
    told: [],
  },
  {
    situation: 'a www name that is right, whose apex points elsewhere',
    domain: 'www.apex-elsewhere.test',
    zones: { 'apex-elsewhere.test': [`@ A ${elsewhere}`, `www A ${network}`] },
    told: [
      [
        'dns-www-differs',
        'If visitors may use it: change the A record of apex-elsewhere.test from 127.1.0.9 to 127.1.0.1',
      ],
    ],
  },
  {
    situation: 'an apex that points elsewhere, unlike its www twin',
    domain: 'apex-alone-wrong.test',
    zones: { 'apex-alone-wrong.test': [`@ A ${elsewhere}`, `www A ${network}`] },
    told: [
      [
        'dns-wrong-address',
        'Change the A record of apex-alone-wrong.test from 127.1.0.9 to 127.1.0.1',
      ],
    ],
  },
  {
    situation: 'an apex that is right, whose www twin is behind a proxy of ours',
    domain: 'www-proxied.test',
    zones: { 'www-proxied.test': [`@ A ${network}`, `www A ${PLACES.proxy}`] },
    settings: PROVING,
    told: [],
  },
  {
    situation: 'an apex that is right, whose www twin is behind a proxy of somebody else',
    domain: 'www-strangers.test',
    zones: { 'www-strangers.test': [`@ A ${network}`, `www A ${PLACES.strangersProxy}`] },
    settings: PROVING,
    told: [
      [
        'dns-www-differs',
        'If visitors may use it: change the A record of www.www-strangers.test from 127.1.0.82 to 127.1.0.1',
      ],
    ],
  },
  {
    situation: 'a registered domain called www below a public suffix that is a domain itself',
    domain: 'www.uk.com',
    zones: { 'uk.com': [`@ A ${elsewhere}`], 'www.uk.com': [`@ A ${network}`] },
    told: [],
  },
  {
    situation: 'a www name with a zone of its own, whose parent leads elsewhere',
    domain: 'www.given-away.test',
    zones: { 'given-away.test': [`@ A ${elsewhere}`], 'www.given-away.test': [`@ A ${network}`] },
    told: [],
  },
  {
    situation: 'an apex and its www twin, and a certificate for only the apex',
    domain: 'www-uncertified.test',
    zones: { 'www-uncertified.test': [`@ A ${network}`, 'www CNAME @'] },
    shown: { [network]: ({ trusted }) => trusted.issue({ names: ['www-uncertified.test'] }) },
    told: [
      ['certificate-www-missing', 'Map www.www-uncertified.test as well, if visitors may use it.'],
    ],
  },
];
