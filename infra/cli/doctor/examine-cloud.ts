import { examineAccess } from './access.ts';
import type { Cloud } from './cloud.ts';
import { examineDelivery } from './delivery.ts';
import type { PartFinding } from './finding.ts';
import { examineFunctions } from './functions.ts';
import { examineJobs } from './jobs.ts';
import { examineSecrets } from './secrets.ts';

/** Looks at everything that a deployment has on Google Cloud, except the contents of the store. */
export async function examineCloud(cloud: Cloud, now: number): Promise<PartFinding[]> {
  const parts = await Promise.all([
    examineFunctions(cloud),
    examineSecrets(cloud),
    examineDelivery(cloud),
    examineAccess(cloud),
    examineJobs(cloud, now),
  ]);
  return parts.flat();
}
