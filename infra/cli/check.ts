import { policyOf } from '../../shared/engine/policy.ts';
import { zoneLine } from '../../shared/problems/dns-record.ts';
import type { Network } from '../../shared/problems/findings.ts';
import { recordsToCreate } from '../../shared/problems/records-to-create.ts';
import { problemJson, recordsJson } from '../../shared/reporting/problem-json.ts';
import { readSettings, type Settings } from '../../shared/settings/settings.ts';
import { readArguments } from './arguments.ts';
import { type Command, CommandFailedError } from './command.ts';
import { diagnose } from './diagnose.ts';
import { type Diagnosis, observationsMade, problemsFound } from './diagnosis.ts';
import { diagnosisLines } from './diagnosis-text.ts';
import { domainArgument } from './domain-argument.ts';
import { readStore } from './existing-store.ts';
import { NETWORK_OPTIONS, networkArgument } from './network-argument.ts';
import { isGood } from './problem-text.ts';
import { isOfTheWorld, SANDBOX_OPTION, sandboxWorld } from './sandbox-world.ts';

const OPERANDS = ['<domain>'];
const OPTIONS = { ...NETWORK_OPTIONS, ...SANDBOX_OPTION };

export const check: Command = {
  operands: OPERANDS,
  choices: ['domain'],
  options: OPTIONS,
  details: [
    'The options say which network the domain must point at. Without them, NETWORK_DOMAIN and NETWORK_ADDRESSES say so, or else ' +
      'past events, if there is a store already.',
    'If "npm start" runs its sandbox at http://127.0.0.1:PORT (8080), and neither an option nor a setting gives a key, ' +
      'a network or resolvers, the command looks at the sandbox, and says so.',
    'It checks as the service does, with the same settings: DNS_SERVERS, DNS_PORT, HTTP_PORT, TLS_PORT, CERTIFICATE_AUTHORITY, ' +
      'MULTISITE_API_SECRET, ALLOW_PRIVATE_ADDRESSES. It takes 15 s at most.',
    'It shows the servers asked and their answers, the problems in the order in which to fix them, and the records to create ' +
      'as lines of a zone file. It succeeds if there is no problem of severity error.',
  ],
  examples: ['check shop.example.com', 'check shop.example.com --network-address 203.0.113.7'],

  async run(args, { environment, now }) {
    const { values, positionals } = readArguments(args, OPTIONS, OPERANDS);
    const asSet = readSettings(environment);
    const given = networkArgument(values);
    const sandbox =
      values.sandbox !== undefined || !(given || isOfTheWorld(asSet))
        ? await sandboxWorld(values.sandbox, environment)
        : undefined;
    const settings = sandbox?.settings ?? asSet;
    const domain = domainArgument('<domain>', positionals[0], {
      allowSpecialUse: settings.allowSpecialUseNames,
    });
    const { network, notes }: Known = given ? { network: given, notes: [] } : await known(settings);
    if (sandbox) notes.push(lookedIn(sandbox.origin));

    const diagnosis = await diagnose(domain, network, settings, (note) => notes.push(note));
    const problems = problemsFound(diagnosis);
    const good = isGood(problems);
    return { good, json: json(diagnosis, good), text: diagnosisLines(diagnosis, now), notes };
  },
};

function json(diagnosis: Diagnosis, good: boolean): object {
  const { domain, dns, certificate } = diagnosis;
  const problems = problemsFound(diagnosis);
  const toCreate = recordsToCreate(problems);
  return {
    domain,
    good,
    addresses: dns.addresses,
    certificate: certificate?.certificate ?? null,
    problems: problems.map((problem) => problemJson(problem)),
    looked: observationsMade(diagnosis),
    records: recordsJson(problems),
    zone: [...toCreate.records, ...toCreate.orElse].map(zoneLine),
  };
}

/** The network that the domain must point at, with notes about it. */
interface Known {
  readonly network: Network;
  readonly notes: string[];
}

/** The network, found by the service's own rule. The look takes place even if the store cannot be read. */
async function known(settings: Settings): Promise<Known> {
  const isSet = settings.networkDomain !== undefined || settings.networkAddresses !== undefined;
  try {
    const told = await readStore(settings.store, (store) => store.readSettings());
    const { network } = policyOf(settings, told ?? {}, Date.now());
    return { network, notes: isKnown(network) ? [] : [NOT_KNOWN] };
  } catch (error) {
    if (!(error instanceof CommandFailedError)) throw error;
    if (isSet) return { network: policyOf(settings, {}, Date.now()).network, notes: [] };
    return { network: { addresses: [] }, notes: [error.message, NOT_KNOWN] };
  }
}

const lookedIn = (origin: string) =>
  `This is about the sandbox at ${origin}; for the real DNS, give --network-domain or --network-address.`;

const NOT_KNOWN =
  'Neither a setting nor an event says what the domain must point at: give --network-domain or --network-address.';

function isKnown({ domain, addresses, alsoRight = [] }: Network): boolean {
  return domain !== undefined || addresses.length + alsoRight.length > 0;
}
