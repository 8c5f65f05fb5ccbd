#!/usr/bin/env bash
# Removes everything that deploy.sh created, after asking. The data stays unless a flag says otherwise: the records in
# Firestore, and the keys. It can be run again, even after an interruption.
set -euo pipefail
shopt -s inherit_errexit
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

usage() {
  cat <<END
infra/teardown.sh --project=ID --region=REGION [flags]

  --project=ID      the project of Google Cloud
  --region=REGION   where the functions run

  --delete-data     delete the records in Firestore and the secrets with the keys, too
  --yes             do not ask
  --dry-run         print every gcloud command, one a line, and call none
  --assume=STATE    in a dry run, the state of the project: deployed (the default), or nothing
END
}

# shellcheck source=deploy/options.sh
source "$ROOT/infra/deploy/options.sh"
ASSUME=deployed
DELETE_DATA=false
YES=false

take_flag() {
  case $1 in
    --project) PROJECT=$2 ;;
    --region) REGION=$2 ;;
    --delete-data) DELETE_DATA=true ;;
    --yes) YES=true ;;
    --dry-run) DRY_RUN=true ;;
    --assume) ASSUME=$2 ;;
    *) return 1 ;;
  esac
}

ask_first() {
  local data='The records in Firestore and the keys stay.' said
  if $DELETE_DATA; then data='THE RECORDS IN FIRESTORE AND THE KEYS ARE DELETED AS WELL, FOR GOOD.'; fi
  say "This removes Closte domain sync from the project $PROJECT. $data"
  if $YES || $DRY_RUN; then return; fi
  read -rp "Type the project's id to go on: " said || true
  [[ $said == "$PROJECT" ]] || die 'nothing was removed'
}

main() {
  read_flags "$@"
  need_project_and_region
  need_form --assume "$ASSUME" 'nothing|deployed'

  cd "$ROOT"
  # shellcheck source=deploy/gcloud.sh
  source infra/deploy/gcloud.sh
  # shellcheck source=deploy/propagation.sh
  source infra/deploy/propagation.sh
  # shellcheck source=deploy/inventory.sh
  source infra/deploy/inventory.sh
  # shellcheck source=deploy/cadence-role.sh
  source infra/deploy/cadence-role.sh
  # shellcheck source=deploy/phases/access.sh
  source infra/deploy/phases/access.sh
  # shellcheck source=deploy/phases/firestore.sh
  source infra/deploy/phases/firestore.sh
  # shellcheck source=deploy/phases/monitoring.sh
  source infra/deploy/phases/monitoring.sh
  # shellcheck source=deploy/phases/dashboard.sh
  source infra/deploy/phases/dashboard.sh
  # shellcheck source=deploy/removal.sh
  source infra/deploy/removal.sh

  ask_first
  remove_all
  if $DELETE_DATA; then remove_data; fi
}

main "$@"
