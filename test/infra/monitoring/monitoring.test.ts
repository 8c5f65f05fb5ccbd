import assert from 'node:assert/strict';
import * as v from 'valibot';
import { STAGES } from '../../../shared/lifecycle/stage.ts';
import { type GoogleCloud, googleCloud } from '../deploy/google-cloud.ts';
import { confinedGcloud, deploy, type Folder, folder, NEEDED } from '../deploy/scripts.ts';
import { describeWith } from '../deploy/tools.ts';
import { extracted, matches } from './log-filter.ts';
import { type LogLines, logLines } from './log-lines.ts';

const metricSchema = v.object({
  name: v.string(),
  filter: v.string(),
  valueExtractor: v.optional(v.string()),
  labelExtractors: v.optional(v.record(v.string(), v.string()), {}),
  metricDescriptor: v.object({ valueType: v.picklist(['INT64', 'DISTRIBUTION']) }),
});
type Metric = v.InferOutput<typeof metricSchema>;

const policySchema = v.object({
  displayName: v.string(),
  documentation: v.object({ content: v.string() }),
  conditions: v.array(
    v.object({ conditionPrometheusQueryLanguage: v.object({ query: v.string() }) }),
  ),
  notificationChannels: v.optional(v.array(v.string()), []),
});

const policyOf = (resource: unknown) => v.parse(policySchema, resource);

describeWith(['gcloud'], 'the monitoring that deploy.sh sets up', () => {
  let here: Folder;
  let cloud: GoogleCloud;
  let lines: LogLines;
  let startedAt: number;
  before(async () => {
    here = folder();
    startedAt = Date.now();
    [lines, cloud] = await Promise.all([logLines(), googleCloud('demo-project')]);
    await apply();
  });
  after(async () => {
    await Promise.all([here, cloud].map((one) => one?.[Symbol.asyncDispose]()));
  });

  /** So that what is looked at is what gcloud makes of the files. */
  async function apply() {
    const environment = await confinedGcloud(here.path, cloud.endpoints);
    const flags = [...NEEDED, '--only=monitoring', '--alert-email=ops@example.com'];
    const { code, stderr } = await deploy(flags, { environment });
    assert.equal(code, 0, stderr);
  }

  const kept = (kind: string) =>
    [...cloud.resources].filter(([name]) => name.startsWith(`projects/demo-project/${kind}/`));
  const metrics = () => kept('metrics').map(([, metric]) => v.parse(metricSchema, metric));
  const policies = () => kept('alertPolicies').map(([, policy]) => policyOf(policy));

  /** What a metric makes of the lines that the functions wrote. */
  function measured(name: string) {
    const metric = metrics().find((one) => one.name === name);
    assert.ok(metric, name);
    return lines
      .map((jsonPayload) => ({ resource: { type: 'cloud_run_revision' }, jsonPayload }))
      .filter((entry) => matches(metric.filter, entry))
      .map((entry) => ({
        ...(metric.valueExtractor && { value: extracted(metric.valueExtractor, entry) }),
        ...Object.fromEntries(
          Object.entries(metric.labelExtractors).map(([label, by]) => [
            label,
            extracted(by, entry),
          ]),
        ),
      }));
  }

  it('counts the sweeps', () => {
    assert.deepEqual(measured('closte_sweeps'), [{}]);
  });

  it('measures how far behind the sweeps are', () => {
    assert.deepEqual(measured('closte_oldest_due_seconds'), [{ value: 0 }]);
  });

  it('measures the time from the event to the first done', () => {
    const [{ value } = {}, ...more] = measured('closte_seconds_to_done');
    const since = (Date.now() - startedAt) / 1000;
    assert.ok(typeof value === 'number' && value > 0 && value < since, `${value}`);
    assert.deepEqual(more, []);
  });

  it("counts Closte's failures, by their kind and by what was asked for", () => {
    assert.deepEqual(measured('closte_failures'), [{ kind: 'refused-domain', step: 'add-alias' }]);
  });

  it("counts the multisite's failures, that of the credentials once for all domains", () => {
    assert.deepEqual(measured('closte_multisite_failures'), [{ kind: 'unauthorized' }]);
  });

  it('counts the messages that are rejected', () => {
    assert.deepEqual(measured('closte_rejected_messages'), [{}]);
  });

  it('measures how many domains are in each stage', () => {
    const counts = measured('closte_domains');
    assert.equal(counts.length, STAGES.length);
    assert.deepEqual(counts[0], { value: 3, stage: 'checking-dns' });
  });

  it('shows on its dashboard, and has alerts for, what there is', () => {
    const [[, dashboard] = []] = kept('dashboards');
    for (const query of [...queriesIn(dashboard), ...queriesIn(policies())]) {
      for (const [metric, labels] of metricsIn(query)) {
        const known = metrics().find((one) => namesOf(one).includes(metric));
        assert.ok(known, `${metric} in ${query}`);
        const has = Object.keys(known.labelExtractors);
        assert.deepEqual(
          labels.filter((label) => !has.includes(label)),
          [],
          query,
        );
      }
    }
  });

  it('has the alerts', () => {
    assert.deepEqual(
      policies()
        .map(({ displayName }) => displayName)
        .sort(),
      [
        'Closte domain sync: Closte refuses the API key',
        'Closte domain sync: events could not be delivered',
        'Closte domain sync: no sweep for 10 minutes',
        'Closte domain sync: the multisite refuses its credentials',
        'Closte domain sync: the sweep falls behind',
      ],
    );
    for (const { documentation } of policies()) assert.ok(documentation.content.length > 100);
  });

  it('tells of alerts by mail', () => {
    const [[channel = '', { labels } = {}] = []] = kept('notificationChannels');
    assert.deepEqual(labels, { email_address: 'ops@example.com' });
    for (const policy of policies()) assert.deepEqual(policy.notificationChannels, [channel]);
  });

  it('mends an alert, and tells those whom somebody added by hand as well', async () => {
    const [[name = '', policy = {}] = [], [other = '', otherPolicy = {}] = []] =
      kept('alertPolicies');
    const [[channel = ''] = []] = kept('notificationChannels');
    const byHand = 'projects/demo-project/notificationChannels/pager';
    const labels = v.parse(v.record(v.string(), v.string()), policy.userLabels);
    const changed = { conditions: [], userLabels: { ...labels, content: '1' } };
    cloud.resources.set(name, { ...policy, ...changed, notificationChannels: [channel, byHand] });
    cloud.resources.set(other, { ...otherPolicy, notificationChannels: [byHand] });
    await apply();
    const told = (of: string) => new Set(policyOf(cloud.resources.get(of)).notificationChannels);
    assert.deepEqual({ ...cloud.resources.get(name), notificationChannels: [channel] }, policy);
    assert.deepEqual(told(name), new Set([channel, byHand]));
    assert.deepEqual(told(other), new Set([channel, byHand]));
  });
});

/** The names that PromQL has for a metric. */
function namesOf({ name, metricDescriptor }: Metric): string[] {
  const parts = metricDescriptor.valueType === 'INT64' ? [''] : ['_sum', '_count', '_bucket'];
  return parts.map((part) => name + part);
}

/** The log-based metrics in a query, each with the labels that it is asked for by. */
function metricsIn(query: string): (readonly [string, string[]])[] {
  const grouped = [...query.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, labels = '']) =>
    labels.split(/,\s*/),
  );
  return [...query.matchAll(/logging_googleapis_com:user_(\w+)\{([^}]*)\}/g)].map(
    ([, metric = '', selector = '']) => {
      const selected = [...selector.matchAll(/(\w+)=/g)].map(([, label = '']) => label);
      // What is not the metric's own: the resource's, and a histogram's.
      const own = [...grouped, ...selected].filter((one) => !/^(monitored_resource|le)$/.test(one));
      return [metric, own] as const;
    },
  );
}

/** The PromQL anywhere in a resource. */
function queriesIn(resource: unknown): string[] {
  if (!(resource instanceof Object)) return [];
  return Object.entries(resource).flatMap(([key, value]) =>
    /^(query|prometheusQuery)$/.test(key) ? [String(value)] : queriesIn(value),
  );
}
