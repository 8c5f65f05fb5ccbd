import type { Logger } from 'pino';
import type { Outcome } from '../lifecycle/apply.ts';
import type { DomainRecord } from '../lifecycle/record.ts';
import type { ProblemCode } from '../problems/codes.ts';
import type { Network } from '../problems/findings.ts';
import { problemText } from '../problems/recorded-problem.ts';
import type { NetworkSettings } from '../store/network-settings.ts';
import type { Store } from '../store/store.ts';
import { commonAddress, isElsewhere } from './common-address.ts';

/** The live domains that are held, and the likely cause. */
interface Held {
  readonly lost: number;
  readonly looked: number;
  /** One of these domains, and what its look has shown. */
  readonly record: DomainRecord;
  readonly outcome: Outcome;
  readonly network: Network;
  readonly settings: NetworkSettings;
}

/** The one alert: how many domains are held, the likely cause, and how to let them be taken down. */
export async function tellHeld(
  { store, log }: { readonly store: Pick<Store, 'list'>; readonly log: Logger },
  { lost, looked, record, outcome, network, settings }: Held,
): Promise<void> {
  const problem = 'finding' in outcome ? outcome.finding.problems[0] : undefined;
  const common = problem && isElsewhere(problem.code) ? await commonAddress(store) : undefined;
  const resolvesTo = (settings.networkAddresses ?? []).flatMap(({ address, goneAt }) =>
    goneAt === undefined ? [address] : [],
  );
  const sentences = [
    `${lost} of the ${looked} live domains looked at seem lost; they are held, and none is taken down.`,
    ...(common ? [`${common.domains} still point at ${common.address}.`] : []),
    ...(resolvesTo.length > 0
      ? [`${network.domain ?? 'The network'} now has ${resolvesTo.join(', ')}.`]
      : []),
    ...(problem ? [`Seen last: ${problemText(problem).message}`, causeOf(problem.code)] : []),
    'If these domains have really left, let them be taken down: closte-domains let-go',
  ];
  const { domain } = record;
  log.error({ domain, liveDomainsHeld: lost, looked, pointAt: common }, sentences.join(' '));
}

function causeOf(code: ProblemCode): string {
  if (code === 'dns-proxy-unproven') {
    return 'If the network has moved behind a proxy, check whether the proxy passes on the proof.';
  }
  if (code === 'dns-wrong-address') {
    return 'If that address is the network’s: add it to NETWORK_ADDRESSES, or let the network’s domain point at it.';
  }
  return code.startsWith('dns-')
    ? 'Check whether the resolvers (DNS_SERVERS) tell the truth.'
    : 'Check whether the certificate authority issues certificates, and whether Closte installs them.';
}
