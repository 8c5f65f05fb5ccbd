# shellcheck shell=bash
# shellcheck disable=SC2034 # Those who read this use what it names.
# What there is of us in a project, each thing in one place: read by deploy.sh and teardown.sh.

# The functions, one a line. Each runs as a service account of its own, which may do what it needs
# (phases/access.sh). The trigger is `topic <topic>`, `people`, or `schedule <job> <attempt deadline>
# <cron>`; that deadline is below the timeout, and above the time that the function allows itself.
# Memory: the most that a sweep of 1,200 due domains has taken is 160 MiB, and below 256 comes 128. Who
# compares the domains with the multisite's holds the whole of its list.
functions() {
  rows <<END
    target           | account   | needs                               | memory | concurrency | instances | timeout | ingress       | trigger
    domainEvents     | events    | store,key,multisite,status,rejected | 256Mi  | 16          | 5         | 120s    | internal-only | topic $EVENTS_TOPIC
    verifyDomains    | verify    | store,key,multisite,status          | 256Mi  | 1           | 2         | 120s    | internal-only | schedule $VERIFY_JOB 90s * * * * *
    reconcileDomains | reconcile | store,multisite                     | 512Mi  | 1           | 1         | 540s    | internal-only | schedule $RECONCILE_JOB 530s 17 3 * * *
    domainStatus     | status    | read-store                          | 256Mi  | 32          | 2         | 30s     | all           | people
END
}

# The service accounts, one a line.
accounts() {
  functions | sed -E 's/^([^|]*)\|([^|]*)\|.*/\2|Runs \1/'
  rows <<END
    account            | what it is for
    $SCHEDULER_ACCOUNT | Calls the scheduled functions, for Cloud Scheduler
    $PUBLISHER_ACCOUNT | Publishes the events of the multisite
    $BUILD_ACCOUNT     | Builds the functions, for Cloud Build
END
}

readonly SCHEDULER_ACCOUNT=scheduler-invoker
readonly PUBLISHER_ACCOUNT=multisite-publisher
readonly BUILD_ACCOUNT=build

# The agents that Google's services act as, one a line. One that is created on request, as ours are, has
# not got its role by itself (https://cloud.google.com/iam/docs/create-service-agents), and without it
# events are not delivered, or jobs not fired, and nobody is told.
agents() {
  rows <<END
    service        | domain                | role
    pubsub         | gcp-sa-pubsub         | roles/pubsub.serviceAgent
    eventarc       | gcp-sa-eventarc       | roles/eventarc.serviceAgent
    cloudscheduler | gcp-sa-cloudscheduler | roles/cloudscheduler.serviceAgent
END
}

# In a project of a domain, such as example.com:project, the domain follows the project.
account_email() {
  local id=$PROJECT
  if [[ $id == *:* ]]; then id=${id#*:}.${id%%:*}; fi
  printf 'closte-%s@%s.iam.gserviceaccount.com' "$1" "$id"
}

readonly EVENTS_TOPIC=closte-domain-events
readonly STATUS_TOPIC=closte-domain-status
readonly REJECTED_TOPIC=closte-domain-rejected
readonly DEAD_LETTER_TOPIC=closte-domain-dead-letter
readonly TOPICS=("$EVENTS_TOPIC" "$STATUS_TOPIC" "$REJECTED_TOPIC" "$DEAD_LETTER_TOPIC")

# A topic without a subscription keeps nothing: each of these has one of its own name, for people.
readonly KEPT_TOPICS=("$REJECTED_TOPIC" "$DEAD_LETTER_TOPIC")

readonly VERIFY_JOB=closte-verify-domains
readonly RECONCILE_JOB=closte-reconcile-domains

readonly API_KEY_SECRET=closte-api-key
readonly MULTISITE_SECRET=closte-multisite-api

# On all that takes labels and is ours alone.
readonly LABEL=app=closte-domain-sync

# Where Cloud Functions keeps the images of all functions of the region.
readonly IMAGES=gcf-artifacts

readonly DATABASE='(default)'
readonly COLLECTIONS=(domains siteDeletions settings)
# Nothing is looked for in these fields of a domain, and an entry in an index for each of their values
# would cost more than the domain's document.
readonly UNINDEXED_FIELDS=(record claimToken domain)
# Firestore may delete their documents from the time in expireAt on.
readonly EXPIRING_COLLECTIONS=(domains siteDeletions)

readonly MONITORING=infra/monitoring
readonly DASHBOARD_TITLE='Closte domain sync'

# A table without its heading, and without what aligns its columns.
rows() { sed -E '1d; s/^ +//; s/ +\| +/|/g'; }

# Calls something with the columns of each row of a table: `each <table> <command>`.
each() {
  local table=$1 rows row columns
  shift
  mapfile -t rows < <("$table")
  for row in "${rows[@]}"; do
    IFS='|' read -ra columns <<<"$row"
    "$@" "${columns[@]}"
  done
}
