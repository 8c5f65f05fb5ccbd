# shellcheck shell=bash
# The roles of the service accounts.

phase_access() { each grants grant; }

# Each grant, one a line: the least role that is enough, on the one resource that needs it if
# Google Cloud allows that. The right to call a function is granted in functions.sh.
grants() {
  each functions grants_of_function
  rows <<END
    account            | role                          | on      | which
    $PUBLISHER_ACCOUNT | roles/pubsub.publisher        | topic   | $EVENTS_TOPIC
    $BUILD_ACCOUNT     | roles/storage.objectViewer    | project | $PROJECT
    $BUILD_ACCOUNT     | roles/artifactregistry.writer | project | $PROJECT
    $BUILD_ACCOUNT     | roles/logging.logWriter       | project | $PROJECT
END
}

grants_of_function() {
  local account=$2 needs need
  IFS=',' read -ra needs <<<"$3"
  for need in "${needs[@]}"; do grants_for "$need" | sed "s/^/$account|/"; done
}

grants_for() {
  case $1 in
    store) echo "roles/datastore.user|project|$PROJECT" ;;
    read-store) echo "roles/datastore.viewer|project|$PROJECT" ;;
    key) echo "roles/secretmanager.secretAccessor|secret|$API_KEY_SECRET" ;;
    multisite) echo "roles/secretmanager.secretAccessor|secret|$MULTISITE_SECRET" ;;
    status) echo "roles/pubsub.publisher|topic|$STATUS_TOPIC" ;;
    sweep) echo "roles/pubsub.publisher|topic|$SWEEP_TOPIC" ;;
    rejected) echo "roles/pubsub.publisher|topic|$REJECTED_TOPIC" ;;
    *) die "there are no roles for the need $1" ;;
  esac
}

grant() {
  local account=$1 role=$2 kind=$3 which=$4 group flags
  flags=(--member="serviceAccount:$(account_email "$account")" --role="$role")
  # If a policy has conditions, gcloud asks for the condition of this grant. Grants on topics have none.
  [[ $kind == topic ]] || flags+=(--condition=None)
  read -ra group <<<"$(group_for "$kind")"
  change "${group[@]}" add-iam-policy-binding "$which" "${flags[@]}"
}

# The group of commands for a kind of resource.
group_for() {
  case $1 in
    project) printf 'projects' ;;
    secret) printf 'secrets' ;;
    topic) printf 'pubsub topics' ;;
  esac
}
