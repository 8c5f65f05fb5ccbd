# shellcheck shell=bash
# The resources that teardown.sh removes, in order: each caller before the function that it calls.

remove_all() {
  local topic
  each functions remove_schedule
  each more_jobs remove_job
  remove_monitoring
  each functions remove_function
  for topic in "${KEPT_TOPICS[@]}"; do remove "$topic" pubsub subscriptions; done
  for topic in "${TOPICS[@]}"; do remove "$topic" pubsub topics; done
  each grants revoke
  remove_cadence_role
  each accounts remove_account
  remove_channels
}

# Removes a resource by its name, if it exists: `remove NAME <group of commands> [<flag>…]`.
remove() {
  local name=$1 words=() flags=() word known
  shift
  for word; do if [[ $word == --* ]]; then flags+=("$word"); else words+=("$word"); fi; done
  known=$(found "$name" "${words[@]}" describe "$name" "${flags[@]}" --format='value(name)')
  [[ -z $known ]] || change "${words[@]}" delete "$name" "${flags[@]}"
}

remove_schedule() {
  local kind job
  read -r kind job _ <<<"$9"
  [[ $kind != schedule ]] || remove_job "$1" "$job"
}

remove_job() { remove "$2" scheduler jobs --location="$REGION"; }

# Google Cloud removes the trigger and the subscription of a function together with it.
remove_function() { remove "$1" functions --region="$REGION"; }

remove_account() { remove "$(account_email "$1")" iam service-accounts; }

# Revokes a grant on the project or a secret, which may stay: otherwise its policy would name the deleted account
# for ever.
revoke() {
  local account=$1 role=$2 kind=$3 which=$4 group
  [[ $kind == project || $kind == secret ]] || return 0
  read -ra group <<<"$(group_for "$kind")"
  remove_grant "serviceAccount:$(account_email "$account")" "$role" "$which" "${group[@]}"
}

remove_monitoring() {
  local file name
  choose_policies
  for file in "$MONITORING"/alerts/*.yaml; do
    name=$(basename "$file" .yaml)
    name=$(found "ALERT_$name" "${POLICIES[@]}" list --filter="userLabels.alert=$name" --format='value(name.basename())')
    [[ -z $name ]] || change "${POLICIES[@]}" delete "$name"
  done
  name=$(dashboard)
  [[ -z $name ]] || change monitoring dashboards delete "$name"
  for file in "$MONITORING"/metrics/*.yaml; do remove "$(basename "$file" .yaml)" logging metrics; done
}

# Removes the notification channels that deploy.sh created, after the alerts: Google Cloud refuses to delete a channel
# that an alert uses.
remove_channels() {
  local names name
  names=$(found CHANNEL beta monitoring channels list --filter='userLabels.app="closte-domain-sync"' --format='value(name)')
  for name in $names; do change beta monitoring channels delete "$name"; done
}

# Removes only our documents: other programs may use the database, too.
remove_data() {
  local mode collection field index
  remove "$API_KEY_SECRET" secrets
  remove "$MULTISITE_SECRET" secrets
  mode=$(found FIRESTORE_NATIVE firestore databases describe --database="$DATABASE" --format='value(type)')
  [[ -n $mode ]] || return 0
  for collection in "${EXPIRING_COLLECTIONS[@]}"; do
    change firestore fields ttls update expireAt --database="$DATABASE" --collection-group="$collection" --disable-ttl --async
  done
  for field in "${UNINDEXED_FIELDS[@]}"; do
    change firestore indexes fields update "$field" --database="$DATABASE" --collection-group=domains --clear-exemption --async
  done
  for index in $(shard_indexes | cut -d '|' -f 1); do
    change firestore indexes composite delete "$index" --database="$DATABASE"
  done
  change firestore bulk-delete --database="$DATABASE" --collection-ids="$(IFS=',' && printf '%s' "${COLLECTIONS[*]}")"
}
