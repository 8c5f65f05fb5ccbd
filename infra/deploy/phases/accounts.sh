# shellcheck shell=bash
# A service account for each part. Their roles are in access.sh.

phase_accounts() {
  each accounts ensure_account
  remove_cadence_role
}

ensure_account() {
  local account=$1 purpose=$2 email name
  email=$(account_email "$account")
  name=$(found "$email" iam service-accounts describe "$email" --format='value(email)')
  if [[ -z $name ]]; then
    change iam service-accounts create "closte-$account" --display-name="$purpose"
  fi
}
