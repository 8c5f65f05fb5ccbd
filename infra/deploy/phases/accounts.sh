# shellcheck shell=bash
# A service account for each part, and the one role that Google does not have. Their roles are in
# access.sh.

phase_accounts() {
  each accounts ensure_account
  ensure_cadence_role
}

ensure_account() {
  local account=$1 purpose=$2 email name
  email=$(account_email "$account")
  name=$(found "$email" iam service-accounts describe "$email" --format='value(email)')
  if [[ -z $name ]]; then
    change iam service-accounts create "closte-$account" --display-name="$purpose"
  fi
}

# Google keeps the name of a role that was deleted for weeks, and the role with it.
ensure_cadence_role() {
  local state
  state=$(state_of "$CADENCE_PERMISSIONS" iam roles describe "$CADENCE_ROLE" \
    --format='value(deleted.yesno(yes=deleted,no=""),includedPermissions.list())')
  case ${state//[[:space:]]/} in
    "$CADENCE_PERMISSIONS") return ;;
    '') change iam roles create "$CADENCE_ROLE" --title='Closte domain sync: cadence of the sweep' \
      --permissions="$CADENCE_PERMISSIONS" --stage=GA ;;
    deleted*) change iam roles undelete "$CADENCE_ROLE" ;;
    *) change iam roles update "$CADENCE_ROLE" --permissions="$CADENCE_PERMISSIONS" ;;
  esac
}
