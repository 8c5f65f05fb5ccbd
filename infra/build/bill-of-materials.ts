import { execFileSync } from 'node:child_process';
import * as v from 'valibot';
import { lockedPackages } from './locked-packages.ts';

const billSchema = v.looseObject({
  bomFormat: v.literal('CycloneDX'),
  metadata: v.looseObject({
    component: v.looseObject({ 'bom-ref': v.string(), name: v.string() }),
  }),
  components: v.array(v.looseObject({ 'bom-ref': v.string() })),
  dependencies: v.array(v.looseObject({ ref: v.string(), dependsOn: v.array(v.string()) })),
});

/**
 * The bill of materials of the functions, in CycloneDX: all locked packages except those for development only. It
 * is npm's own list without the fields that differ from run to run: the time, a serial number, the folder's name.
 * npm's `--omit=dev` also leaves out packages that development needs as well as the functions, so they are picked here.
 *
 * @param root the folder of the project
 * @param name of the project
 * @throws {Error} if `npm sbom` fails, as it does before npm 10
 */
export function billOfMaterials(root: string, name: string): object {
  const told = execFileSync('npm', ['sbom', '--sbom-format=cyclonedx', '--package-lock-only'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const { serialNumber: _, metadata, ...bill } = v.parse(billSchema, JSON.parse(told));
  const { timestamp: __, component, ...rest } = metadata;
  const packages = lockedPackages(root).map((one) => `${one.name}@${one.version}`);
  const kept = new Set([component['bom-ref'], ...packages]);
  const isKept = (ref: string) => kept.has(ref);
  return {
    ...bill,
    metadata: { ...rest, component: { ...component, name } },
    components: bill.components.filter((one) => isKept(one['bom-ref'])),
    dependencies: bill.dependencies
      .filter(({ ref }) => isKept(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter(isKept) })),
  };
}
