import * as v from 'valibot';
import { phrase } from './phrase.ts';
import { fixedBy, template, text } from './template.ts';

/** The problems with Closte's answers, and with our knowledge of the network. */
export const CLOSTE_PROBLEMS = {
  'closte-unauthorized': template({
    severity: 'error',
    values: v.object({}),
    when: phrase('closte-unauthorized.when'),
    fix: fixedBy('ops'),
    tell: () => ({
      message: phrase('closte-unauthorized.message'),
      remedy: [phrase('closte-unauthorized.remedy')],
    }),
    example: {},
  }),
  'closte-unavailable': template({
    severity: 'error',
    values: v.object({ reason: text }),
    when: phrase('closte-unavailable.when'),
    fix: fixedBy('nobody'),
    tell: ({ reason }) => ({
      message: phrase('closte-unavailable.message', { reason }),
      remedy: [phrase('closte-unavailable.remedy')],
    }),
    example: { reason: 'HTTP 503' },
  }),
  'closte-refused-domain': template({
    severity: 'warning',
    values: v.object({ domain: text, reason: text }),
    when: phrase('closte-refused-domain.when'),
    fix: fixedBy('ops'),
    tell: ({ domain, reason }) => ({
      message: phrase('closte-refused-domain.message', { domain, reason }),
      remedy: [phrase('closte-refused-domain.remedy')],
    }),
    example: {
      domain: 'shop.example.com',
      reason: 'Invalid or empty domain: shop.example.com',
    },
  }),
  'network-unknown': template({
    severity: 'error',
    values: v.object({ name: text }),
    when: phrase('network-unknown.when'),
    fix: fixedBy('ops'),
    tell: ({ name }) => ({
      message: phrase('network-unknown.message', { name }),
      remedy: [phrase('network-unknown.remedy')],
    }),
    example: { name: 'shop.example.com' },
  }),
};
