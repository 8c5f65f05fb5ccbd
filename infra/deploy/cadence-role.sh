# shellcheck shell=bash
# In the previous version, functions could change how often the sweep is fired. They no longer do, so their
# rights are removed: the role, its grants, and the right to act as the account that calls the sweep.

readonly CADENCE_ROLE=closteVerifyCadence
readonly CADENCE_ACCOUNTS=(events verify)

remove_cadence_role() {
  local name account member invoker
  name=$(state_of '' iam roles list --filter="name:roles/$CADENCE_ROLE" --format='value(name.basename())')
  [[ -n $name ]] || return 0
  invoker=$(account_email "$SCHEDULER_ACCOUNT")
  for account in "${CADENCE_ACCOUNTS[@]}"; do
    member=serviceAccount:$(account_email "$account")
    remove_grant "$member" "projects/$PROJECT/roles/$CADENCE_ROLE" "$PROJECT" projects
    remove_grant "$member" roles/iam.serviceAccountUser "$invoker" iam service-accounts
  done
  change iam roles delete "$CADENCE_ROLE"
}

# Removes a role if it is granted: `remove_grant MEMBER ROLE ON <group of commands>`.
remove_grant() {
  local member=$1 role=$2 which=$3 granted
  shift 3
  granted=$(found "$role" "$@" get-iam-policy "$which" --flatten='bindings[].members' \
    --filter="bindings.role=$role AND bindings.members=$member" --format='value(bindings.role)')
  if [[ -n $granted ]]; then
    change "$@" remove-iam-policy-binding "$which" --member="$member" --role="$role" --condition=None
  fi
}
