/** A mutation chosen by hand: no rule produces it, or it once slipped through. */
export interface Chosen {
  /** The fault that it makes. */
  readonly what: string;
  readonly file: string;
  /** The text that it replaces, which occurs once in the file. */
  readonly from: string;
  readonly to: string;
}

export const CHOSEN: readonly Chosen[] = [
  {
    what: 'a claim is not renewed by the steps that are saved under it',
    file: 'shared/engine/advance.ts',
    from: 'combined(changes), circumstances.now + LEASE_MS)',
    to: 'combined(changes))',
  },
  {
    what: 'a claim is not renewed when looks are saved before a call',
    file: 'shared/engine/reached.ts',
    from: 'store.save(claim, change, at + LEASE_MS)',
    to: 'store.save(claim, change)',
  },
  {
    what: 'a call is begun under a claim that is about to end',
    file: 'shared/engine/advance.ts',
    from: 'startedAt - savedAt <= OLDEST_CLAIM_MS',
    to: 'true',
  },
  {
    what: 'a call is made however long it waited',
    file: 'shared/engine/paced-call.ts',
    from: 'if (begunAt > cameAt + LONGEST_WAIT_MS)',
    to: 'if (false)',
  },
  {
    what: 'a turn that a clock a little ahead took does not count',
    file: 'shared/engine/turn.ts',
    from: 'turn.until <= at + MOST_MS',
    to: 'turn.until <= at + TURN_MS',
  },
  {
    what: 'a change whose answer was lost is made twice',
    file: 'shared/store/firestore-claimed.ts',
    from: 'if (tried && hasContent(document, tried.after)) return tried.after;',
    to: '',
  },
  {
    what: 'the current stage of the record counts as reported, instead of the one that was reported',
    file: 'shared/lifecycle/apply-report.ts',
    from: 'reportedStage: stage',
    to: 'reportedStage: record.stage',
  },
  {
    what: 'an event is applied to a record that was read before the transaction',
    file: 'shared/engine/record-event.ts',
    from: 'const after = await store.update(domain, siteId, (known, siteDeletion) => {',
    to: 'const read = await store.get(domain);\n  const after = await store.update(domain, siteId, (_, siteDeletion) => {\n    const known = read;',
  },
  {
    what: 'the deletion of a site is applied to a record that was read before the transaction',
    file: 'shared/engine/record-event.ts',
    from: 'await store.update(domain, siteId, (known) => known && unmapped(known));',
    to: 'const read = await store.get(domain);\n    await store.update(domain, siteId, () => read && unmapped(read));',
  },
  {
    what: 'the deletion of a site is remembered after its domains are unmapped',
    file: 'shared/engine/record-event.ts',
    from: 'await store.recordSiteDeletion(siteId, deletion, { now, forgetAt: now + TOMBSTONE_MS });',
    to: 'setImmediate(() => store.recordSiteDeletion(siteId, deletion, { now, forgetAt: now + TOMBSTONE_MS }));',
  },
  {
    what: 'a sweep goes on claiming after it was aborted',
    file: 'shared/engine/advance-due.ts',
    from: 'while (now() < claimUntil && !signal.aborted) {',
    to: 'while (now() < claimUntil) {',
  },
  {
    what: 'an aborted sweep does not abort the looks that it has begun',
    file: 'shared/engine/advance-due.ts',
    from: 'advance(engine, claim, policy, pass, signal, claimedAt).then(tally.count)',
    to: 'advance(engine, claim, policy, pass, new AbortController().signal, claimedAt).then(tally.count)',
  },
  {
    what: 'a sweep ends while looks are still under way',
    file: 'shared/engine/advance-due.ts',
    from: '    await Promise.all(running);\n',
    to: '',
  },
  {
    what: 'a sweep goes on claiming after its time is up',
    file: 'shared/engine/advance-due.ts',
    from: 'while (now() < claimUntil && !signal.aborted) {',
    to: 'while (!signal.aborted) {',
  },
  {
    what: 'the turns to call hosts are not given back',
    file: 'shared/engine/sweep.ts',
    from: 'handing.ended);\n  await endTurns(engine, engine.paces);\n',
    to: 'handing.ended);\n',
  },
  {
    what: 'a call made under a lost claim leaves no doubt',
    file: 'shared/engine/advance.ts',
    from: '    else for (const call of calls) await recordDoubt(engine, record, call);\n',
    to: '',
  },
  {
    what: 'a claim that was never released leaves no doubt',
    file: 'shared/engine/advance.ts',
    from: 'if (claim.isTakenOver) {',
    to: 'if (false) {',
  },
  {
    what: 'the brake is not asked before a live domain is taken down',
    file: 'shared/engine/advance.ts',
    from: 'if (!isTakenDown(record, apply(record, outcome, circumstances))) return circumstances;',
    to: 'if (record) return circumstances;',
  },
  {
    what: 'a listing with fewer items than its total counts as complete',
    file: 'shared/reconciliation/listing.ts',
    from: '(items >= total && items <= total + removed)',
    to: 'items <= total + removed',
  },
  {
    what: 'a listing whose total leaps between pages counts as complete',
    file: 'shared/reconciliation/listing.ts',
    from: 'Math.abs(after - before) < PAGE_SIZE',
    to: 'Math.abs(after - before) > 0',
  },
  {
    what: 'items that move to the page before while the listing is read are missed',
    file: 'shared/reconciliation/listing.ts',
    from: 'nextPage: nextPage - 1 }',
    to: 'nextPage }',
  },
  {
    what: 'a listing that has an item twice counts as complete',
    file: 'shared/reconciliation/listing.ts',
    from: 'id <= (ids[index - 1] ?? lastId)',
    to: 'id < (ids[index - 1] ?? lastId)',
  },
  {
    what: 'a missing domain is not asked for by id',
    file: 'shared/reconciliation/removals.ts',
    from: 'if (domainId === null) return true;',
    to: 'if (domainId !== undefined) return true;',
  },
  {
    what: 'a missing domain is not asked for by name',
    file: 'shared/reconciliation/removals.ts',
    from: 'if (await multisite.find(domain, signal)) return false;',
    to: '',
  },
  {
    what: 'a domain whose event arrived while it was asked for is unmapped',
    file: 'shared/reconciliation/recorder.ts',
    from: 'isMissing = known !== undefined && isMissed(known, startedAt);',
    to: 'isMissing = known !== undefined;',
  },
  {
    what: 'a listed domain whose event arrived meanwhile is recorded by the listing',
    file: 'shared/reconciliation/recorder.ts',
    from: 'difference = differenceOf(known, item, startedAt);',
    to: "difference = 'mapping';",
  },
  {
    what: 'a domain that never had an item counts as missing from the multisite',
    file: 'shared/reconciliation/difference.ts',
    from: 'record.hasDomainRecord &&\n    record.decidedBy.occurredAt < listedAt',
    to: 'record.decidedBy.occurredAt < listedAt',
  },
  {
    what: 'an item that is known only from the listing is no difference',
    file: 'shared/reconciliation/difference.ts',
    from: 'record.hasDomainRecord &&\n    !isStageMissing',
    to: '!isStageMissing',
  },
  {
    what: "a site's own domain counts as one that has an item",
    file: 'shared/engine/record-event.ts',
    from: "const hasDomainRecord = type.startsWith('domain.');",
    to: 'const hasDomainRecord = true;',
  },
  {
    what: 'an event that unmaps a domain again does not extend its tombstone',
    file: 'shared/lifecycle/with-heard.ts',
    from: 'withFreshTombstone(asked, now)',
    to: 'asked',
  },
  {
    what: 'a person’s request to look again does not write the stage once more',
    file: 'shared/lifecycle/intent.ts',
    from: '    writtenStage: null,\n',
    to: '',
  },
  {
    what: 'a domain with an address that is never connected to may be behind a proxy',
    file: 'shared/verification/dns/proxied.ts',
    from: 'const areAllSafe = addresses.length === seen.length;',
    to: 'const areAllSafe = true;',
  },
  {
    what: "a domain that also points at the network's own address may be behind a proxy",
    file: 'shared/verification/dns/proxied.ts',
    from: 'areAllSafe && !isPartlyHere',
    to: 'areAllSafe',
  },
  {
    what: 'a certificate never expires',
    file: 'shared/verification/certificate/judgement.ts',
    from: 'if (now > validTo) {',
    to: 'if (validTo === 0) {',
  },
  {
    what: 'a certificate is valid before its time',
    file: 'shared/verification/certificate/judgement.ts',
    from: 'if (now < validFrom) {',
    to: 'if (validTo === 0) {',
  },
  {
    what: 'a certificate that is right at one address counts as right at all',
    file: 'shared/verification/certificate/judgement.ts',
    from: "if (verdicts.includes('wrong')) return 'wrong';",
    to: "if (verdicts.every((one) => one === 'wrong')) return 'wrong';",
  },
  {
    what: 'an address with a zone index is accepted',
    file: 'shared/verification/address.ts',
    from: "if (address.includes('%')) return undefined;",
    to: '',
  },
  {
    what: 'an IPv6 address that embeds any IPv4 address is public',
    file: 'shared/verification/address.ts',
    from: "    ['2002::/16', '6to4: leads to any IPv4 address'],\n",
    to: '',
  },
  {
    what: "the metadata server's network is public",
    file: 'shared/verification/address.ts',
    from: "    ['169.254.0.0/16', 'link-local; metadata at Google, Amazon, Azure (169.254.169.254)'],\n",
    to: '',
  },
];
