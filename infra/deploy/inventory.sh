# shellcheck shell=bash
# shellcheck disable=SC2034 # The scripts that source this file use its names.
# Everything that this system has in a project, each resource in one place. deploy.sh and teardown.sh read it.

# The functions, one a line. Each runs as a service account of its own, which may do what it needs
# (phases/access.sh). The trigger is `topic <topic>`, `people`, or `schedule <job> <attempt deadline>
# <cron>`; that deadline is below the timeout, and above the time that the function allows itself.
# Memory: a sweep of 10,000 due domains has taken at most 156 MiB, and the size below 256 is 128. The function
# that compares the domains with the multisite's holds a minute's part of the listing. The number of instances of
# sweepDomains is the default of the setting SWEEP_INSTANCES.
functions() {
  rows <<END
    target           | account   | needs                               | memory | concurrency | instances | timeout | ingress       | trigger
    domainEvents     | events    | store,key,multisite,status,rejected | 256Mi  | 16          | 5         | 120s    | internal-only | topic $EVENTS_TOPIC
    verifyDomains    | verify    | store,key,multisite,status,sweep    | 256Mi  | 1           | 2         | 120s    | internal-only | schedule $VERIFY_JOB 90s * * * * *
    sweepDomains     | sweep     | store,multisite,status              | 256Mi  | 1           | 3         | 120s    | internal-only | topic $SWEEP_TOPIC
    reconcileDomains | reconcile | store,multisite                     | 512Mi  | 1           | 2         | 540s    | internal-only | schedule $RECONCILE_JOB 530s 17 3 * * *
    domainStatus     | status    | read-store                          | 256Mi  | 32          | 2         | 30s     | all           | people
END
}

# The jobs that the table above does not have, one a line. If a comparison takes longer than one call of its function,
# the next call of this job continues it; otherwise that call does nothing.
more_jobs() {
  rows <<END
    target           | job        | attempt deadline | cron           | body
    reconcileDomains | $GO_ON_JOB | 530s             | 8-59/10 * * * * | {"goOn":true}
END
}

# The service accounts, one a line.
accounts() {
  functions | sed -E 's/^([^|]*)\|([^|]*)\|.*/\2|Runs \1/'
  rows <<END
    account            | purpose
    $SCHEDULER_ACCOUNT | Calls the scheduled functions, for Cloud Scheduler
    $PUBLISHER_ACCOUNT | Publishes the events of the multisite
    $BUILD_ACCOUNT     | Builds the functions, for Cloud Build
END
}

readonly SCHEDULER_ACCOUNT=scheduler-invoker
readonly PUBLISHER_ACCOUNT=multisite-publisher
readonly BUILD_ACCOUNT=build

# The agents that Google's services act as, one a line. An agent that is created on request, as these are, does
# not get its role by itself (https://cloud.google.com/iam/docs/create-service-agents). Without the role,
# events are not delivered, or jobs not fired, and nothing reports it.
agents() {
  rows <<END
    service        | domain                | role
    pubsub         | gcp-sa-pubsub         | roles/pubsub.serviceAgent
    eventarc       | gcp-sa-eventarc       | roles/eventarc.serviceAgent
    cloudscheduler | gcp-sa-cloudscheduler | roles/cloudscheduler.serviceAgent
END
}

# In the address of a project with a domain, such as example.com:project, the domain follows the project.
account_email() {
  local id=$PROJECT
  if [[ $id == *:* ]]; then id=${id#*:}.${id%%:*}; fi
  printf 'closte-%s@%s.iam.gserviceaccount.com' "$1" "$id"
}

readonly EVENTS_TOPIC=closte-domain-events
readonly STATUS_TOPIC=closte-domain-status
readonly REJECTED_TOPIC=closte-domain-rejected
readonly DEAD_LETTER_TOPIC=closte-domain-dead-letter
readonly SWEEP_TOPIC=closte-domain-sweep
readonly TOPICS=("$EVENTS_TOPIC" "$STATUS_TOPIC" "$REJECTED_TOPIC" "$DEAD_LETTER_TOPIC" "$SWEEP_TOPIC")

# A topic without a subscription keeps nothing: each of these has a subscription of the same name, for people.
readonly KEPT_TOPICS=("$REJECTED_TOPIC" "$DEAD_LETTER_TOPIC")

readonly VERIFY_JOB=closte-verify-domains
readonly RECONCILE_JOB=closte-reconcile-domains
readonly GO_ON_JOB=closte-go-on-reconciling

readonly API_KEY_SECRET=closte-api-key
readonly MULTISITE_SECRET=closte-multisite-api

# The label of everything that takes labels and belongs to this system alone.
readonly LABEL=app=closte-domain-sync

# Where Cloud Functions keeps the images of all functions of the region.
readonly IMAGES=gcf-artifacts

readonly DATABASE='(default)'
readonly COLLECTIONS=(domains siteDeletions settings reconciliationSheets)
# No query uses these fields of a domain, and index entries for all of their values
# would cost more than the domain's document.
readonly UNINDEXED_FIELDS=(record claimToken domain)
# Each of these fields has an index together with the shard, for sweeps that take the due domains of some shards.
readonly FIELDS_WITH_SHARD=(dueAt firstDueAt)
# Firestore may delete their documents from the time in expireAt on.
readonly EXPIRING_COLLECTIONS=(domains siteDeletions)

readonly MONITORING=infra/monitoring
readonly DASHBOARD_TITLE='Closte domain sync'

# A table without its heading, and without the spaces that align its columns.
rows() { sed -E '1d; s/^ +//; s/ +\| +/|/g'; }

# Runs a command with the columns of each row of a table as its arguments: `each <table> <command>`.
each() {
  local table=$1 rows row columns
  shift
  mapfile -t rows < <("$table")
  for row in "${rows[@]}"; do
    IFS='|' read -ra columns <<<"$row"
    "$@" "${columns[@]}"
  done
}
