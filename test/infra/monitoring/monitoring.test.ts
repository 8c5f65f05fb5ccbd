import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { FUNCTIONS } from '../../../infra/cli/doctor/inventory.ts';
import { STAGES } from '../../../shared/lifecycle/stage.ts';
import { type GoogleCloud, googleCloud } from '../deploy/google-cloud.ts';
import { confinedGcloud, deploy, type Folder, folder, NEEDED, ROOT } from '../deploy/scripts.ts';
import { describeWith } from '../deploy/tools.ts';
import { extracted, type LogEntry, matches } from './log-filter.ts';
import { type LogLines, logLines } from './log-lines.ts';

const metricSchema = v.object({
  name: v.string(),
  filter: v.string(),
  valueExtractor: v.optional(v.string()),
  labelExtractors: v.optional(v.record(v.string(), v.string()), {}),
  metricDescriptor: v.object({ valueType: v.picklist(['INT64', 'DISTRIBUTION']) }),
});
type Metric = v.InferOutput<typeof metricSchema>;

const filtered = v.object({ filter: v.string() });
const policySchema = v.object({
  displayName: v.string(),
  documentation: v.object({ content: v.string() }),
  conditions: v.array(
    v.union([
      v.object({ conditionThreshold: filtered }),
      v.object({ conditionAbsent: filtered }),
      v.object({ conditionMatchedLog: filtered }),
    ]),
  ),
  alertStrategy: v.object({
    notificationRateLimit: v.optional(v.object({ period: v.string() })),
  }),
  notificationChannels: v.optional(v.array(v.string()), []),
});
type Policy = v.InferOutput<typeof policySchema>;

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

  /** Sets the monitoring up with gcloud, so that the tests see its interpretation of the files. */
  async function apply() {
    const environment = await confinedGcloud(here.path, cloud.endpoints);
    const flags = [...NEEDED, '--only=monitoring,dashboard', '--alert-email=ops@example.com'];
    const { code, stderr } = await deploy(flags, { environment });
    assert.equal(code, 0, stderr);
  }

  const kept = (kind: string) =>
    [...cloud.resources].filter(([name]) => name.startsWith(`projects/demo-project/${kind}/`));
  const metrics = () => kept('metrics').map(([, metric]) => v.parse(metricSchema, metric));
  const policies = () => kept('alertPolicies').map(([, policy]) => policyOf(policy));

  /** The points of a metric from the lines of the functions. */
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

  it("counts Closte's failures, by their kind and by the step that failed", () => {
    assert.deepEqual(measured('closte_failures'), [{ kind: 'refused-domain', step: 'add-alias' }]);
  });

  it("counts the multisite's failures, refused credentials once for all domains", () => {
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

  it('counts the domains that have newly failed, by the step that failed', () => {
    const metric = metrics().find(({ name }) => name === 'closte_failed_domains');
    assert.ok(metric);
    const counts = (jsonPayload: object) =>
      matches(metric.filter, entryOf(jsonPayload, 'verifydomains'));
    assert.ok(counts({ stage: 'failed', previousStage: 'checking-dns' }));
    assert.ok(counts({ stage: 'ssl-failed', previousStage: 'checking-ssl-cert' }));
    assert.ok(!counts({ stage: 'done', previousStage: 'checking-ssl-cert' }));
    assert.ok(!counts({ stage: 'failed', step: 'check-dns' }));
  });

  it('shows only existing metrics and labels on its dashboard', () => {
    const [[, dashboard] = []] = kept('dashboards');
    const queries = queriesIn(dashboard);
    assert.ok(queries.length > 0);
    for (const query of queries) {
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

  it('shows the calls of every function on its dashboard', () => {
    const [[, dashboard] = []] = kept('dashboards');
    const [services = ''] = queriesIn(dashboard).flatMap(
      (query) => /service_name=~"([^"]*)"/.exec(query)?.[1] ?? [],
    );
    const targets = FUNCTIONS.map(({ target }) => target.toLowerCase());
    assert.deepEqual(services.split('|').sort(), targets.sort());
  });

  it('has alerts on existing metrics, or on log lines', () => {
    const names = metrics().map(({ name }) => name);
    for (const policy of policies()) {
      const { limits, ofLog, ofMetrics } = conditionsOf(policy);
      // Cloud Monitoring requires a rate limit for a condition on log lines, and allows no other condition
      // beside it.
      assert.equal(limits, ofLog.length > 0, policy.displayName);
      assert.ok(ofLog.length === 0 || (ofLog.length === 1 && ofMetrics.length === 0));
      for (const filter of ofMetrics) {
        const [, type = ''] = /metric\.type="([^"]+)"/.exec(filter) ?? [];
        const [, own] = /^logging\.googleapis\.com\/user\/(.*)$/.exec(type) ?? [];
        assert.ok(own === undefined ? GOOGLES.includes(type) : names.includes(own), type);
      }
    }
  });

  it('notices both by a counter without points and by one with points of 0 that no sweep finishes', () => {
    const [, policy] = kept('alertPolicies').find(([, one]) => one.displayName === NO_SWEEP) ?? [];
    const { conditions } = v.parse(v.object({ conditions: v.array(v.unknown()) }), policy);
    const kinds = conditions
      .map((one) => JSON.stringify(one))
      .filter((one) => one.includes('/user/closte_sweeps'))
      .map((one) => /"conditionAbsent"|"comparison":"COMPARISON_LT"/.exec(one)?.[0]);
    assert.deepEqual(kinds, ['"conditionAbsent"', '"comparison":"COMPARISON_LT"']);
  });

  const lineOf: readonly (readonly [
    title: string,
    service: string,
    line: object,
    other: object,
  ])[] = [
    [
      'Closte refuses the API key',
      'verifydomains',
      { closteFailure: 'unauthorized' },
      { closteFailure: 'unavailable' },
    ],
    [
      'the multisite refuses its credentials',
      'verifydomains',
      { multisiteFailure: 'unauthorized' },
      { multisiteFailure: 'unavailable' },
    ],
    [
      'certificates expire within 7 days',
      'verifydomains',
      { stage: 'done', certificateDaysLeft: 6.9 },
      { stage: 'done', certificateDaysLeft: 7 },
    ],
    [
      'many live domains would go down',
      'verifydomains',
      { liveDomainsHeld: 12 },
      { message: 'swept' },
    ],
    [
      'the reconciliation failed',
      'reconciledomains',
      { severity: 'ERROR' },
      { severity: 'WARNING' },
    ],
  ];
  for (const [title, service, line, other] of lineOf) {
    it(`fires the alert "${title}" only on its own log line`, () => {
      const policy = policies().find(({ displayName }) => displayName.endsWith(`: ${title}`));
      assert.ok(policy);
      const { ofLog } = conditionsOf(policy);
      assert.equal(ofLog.length, 1);
      for (const filter of ofLog) {
        assert.ok(matches(filter, entryOf(line, service)));
        assert.ok(!matches(filter, entryOf(other, service)));
      }
    });
  }

  it('fires the alert about credentials on lines that the functions really write', () => {
    const policy = policies().find(({ displayName }) => displayName.includes('multisite refuses'));
    assert.ok(policy);
    const [filter = ''] = conditionsOf(policy).ofLog;
    assert.equal(lines.filter((line) => matches(filter, entryOf(line, 'x'))).length, 1);
  });

  it('has a heading in the runbook for each alert, and no other', () => {
    const runbook = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');
    const [, alerts = ''] = /\n## When an alert fires\n(.*?)\n## /s.exec(runbook) ?? [];
    const headings = [...alerts.matchAll(/^### (.*)$/gm)].map(([, heading]) => heading);
    const named = policies().map(
      ({ documentation }) =>
        /Runbook: docs\/operations\.md, "(.*)"\.$/m.exec(documentation.content)?.[1],
    );
    assert.deepEqual(named.sort(), headings.sort());
    // Each section has a command that shows more.
    for (const section of alerts.split(/^### /m).slice(1)) assert.match(section, /```\n/, section);
  });

  it('has the alerts', () => {
    assert.deepEqual(
      policies()
        .map(({ displayName }) => displayName)
        .sort(),
      [
        'Closte domain sync: Closte refuses the API key',
        'Closte domain sync: certificates expire within 7 days',
        'Closte domain sync: events could not be delivered',
        'Closte domain sync: events wait',
        'Closte domain sync: many domains have failed',
        'Closte domain sync: many live domains would go down',
        'Closte domain sync: no sweep for 10 minutes',
        'Closte domain sync: the multisite refuses its credentials',
        'Closte domain sync: the reconciliation failed',
        'Closte domain sync: the sweep falls behind',
      ],
    );
    for (const { documentation } of policies()) assert.ok(documentation.content.length > 100);
  });

  it('sends alerts by mail', () => {
    const [[channel = '', { labels } = {}] = []] = kept('notificationChannels');
    assert.deepEqual(labels, { email_address: 'ops@example.com' });
    for (const policy of policies()) assert.deepEqual(policy.notificationChannels, [channel]);
  });

  it('restores an alert, and keeps the channels that somebody added by hand', async () => {
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

const NO_SWEEP = 'Closte domain sync: no sweep for 10 minutes';

/** Metrics that Google Cloud itself provides. */
const GOOGLES = [
  'logging.googleapis.com/log_entry_count',
  'pubsub.googleapis.com/subscription/num_undelivered_messages',
  'pubsub.googleapis.com/subscription/oldest_unacked_message_age',
];

/** A function's log line, in the form of Cloud Logging. */
function entryOf(line: object, service: string): LogEntry {
  const { severity = 'INFO', ...jsonPayload }: Readonly<Record<string, unknown>> = { ...line };
  const resource = { type: 'cloud_run_revision', labels: { service_name: service } };
  return { resource, severity: String(severity), jsonPayload };
}

function conditionsOf({ conditions, alertStrategy }: Policy) {
  return {
    limits: alertStrategy.notificationRateLimit !== undefined,
    ofLog: conditions.flatMap((one) =>
      'conditionMatchedLog' in one ? [one.conditionMatchedLog.filter] : [],
    ),
    ofMetrics: conditions.flatMap((one) => {
      if ('conditionThreshold' in one) return [one.conditionThreshold.filter];
      return 'conditionAbsent' in one ? [one.conditionAbsent.filter] : [];
    }),
  };
}

/** The names of a metric in PromQL. */
function namesOf({ name, metricDescriptor }: Metric): string[] {
  const parts = metricDescriptor.valueType === 'INT64' ? [''] : ['_sum', '_count', '_bucket'];
  return parts.map((part) => name + part);
}

/** The log-based metrics in a query, each with the labels in its selector. */
function metricsIn(query: string): (readonly [string, string[]])[] {
  const grouped = [...query.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, labels = '']) =>
    labels.split(/,\s*/),
  );
  return [...query.matchAll(/logging_googleapis_com:user_(\w+)\{([^}]*)\}/g)].map(
    ([, metric = '', selector = '']) => {
      const selected = [...selector.matchAll(/(\w+)=/g)].map(([, label = '']) => label);
      // Some labels are not the metric's own, but the resource's or a histogram's.
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
