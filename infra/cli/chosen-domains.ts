import type { DomainName } from '../../shared/domain-name.ts';
import { STAGES, type Stage } from '../../shared/lifecycle/stage.ts';
import { recordsIn } from '../../shared/store/records-in.ts';
import type { Store } from '../../shared/store/store.ts';
import { UsageError } from './arguments.ts';
import { choiceIn } from './choice.ts';
import { domainArgument } from './domain-argument.ts';

/** Domains by name, or all in one stage. */
export type ChosenDomains = { readonly names: readonly DomainName[] } | { readonly stage: Stage };

/** @throws {UsageError} if neither is given, or both are */
export function chosenDomains(names: readonly string[], stage: string | undefined): ChosenDomains {
  if (stage === undefined) {
    if (names.length === 0) {
      throw new UsageError(
        '<domain> is missing; give domains, or --stage for all domains in a stage',
      );
    }
    return {
      names: names.map((name) => domainArgument('<domain>', name, { allowSpecialUse: true })),
    };
  }
  if (names.length > 0)
    throw new UsageError('--stage cannot be combined with <domain>; give one or the other');
  return { stage: choiceIn('--stage', stage, STAGES) };
}

/** The names of the chosen domains. */
export async function namesOf(store: Store, chosen: ChosenDomains): Promise<DomainName[]> {
  if ('names' in chosen) return [...chosen.names];
  const names: DomainName[] = [];
  for await (const { domain } of recordsIn(store, { stage: chosen.stage })) names.push(domain);
  return names;
}
