#!/usr/bin/env bash
# Deploys everything to a project of Google Cloud. It can be run again at any time, even after an
# interruption: each step checks what exists. infra/deploy/README.md is the guide.
set -euo pipefail
# inherit_errexit, and reading a table from a process, need this version.
if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)); then
  printf 'deploy.sh: bash 4.4 or newer is needed, and this is %s\n' "$BASH_VERSION" >&2
  exit 2
fi
shopt -s inherit_errexit
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

usage() {
  cat <<END
infra/deploy.sh --project=ID --region=REGION --network-domain=DOMAIN [flags]

  --project=ID              the project of Google Cloud; it has to exist, with billing
  --region=REGION           where everything runs, such as europe-west1
  --network-domain=DOMAIN   the main domain of the network: what mapped domains must point at

  --network-addresses=LIST  its IP addresses, comma separated, if mapped domains may point at them
  --api-key-file=FILE       the file with Closte's API key; - is standard input. For the first run,
                            and for a new key
  --multisite-api-url=URL   Ultimate Multisite's REST API, such as https://network.example.com/wp-json.
                            Must be given each time, except with --only; without it, stages are not
                            written back
  --multisite-api-file=FILE the file with its API key and secret, as key:secret; - is standard input.
                            For the first run with that URL, and for new credentials
  --env=NAME=VALUE          one more setting for the functions, such as DNS_MAX_TRIES=8. May be given
                            more than once, and must be given each time, except with --only
  --status-callers=LIST     the only accounts, comma separated, whose programs may call the status page.
                            Must be given each time. Google signs no such tokens for people
  --verify-callers          has the functions verify the tokens of Pub/Sub and Cloud Scheduler themselves,
                            in addition to IAM: only if Cloud Run leaves the signature on them. Must
                            be given each time
  --firestore-location=LOC  where the database is, if not in the region; it cannot be moved later
  --no-backups              leaves out the database's delete protection, its point-in-time recovery and its
                            daily backup
  --alert-email=ADDRESS     where alerts are sent
  --publisher-key-file=FILE creates a key for the multisite's publisher, and saves it in this file
  --only=PHASES             runs only these phases, comma separated. Settings that no flag gives stay as
                            they are deployed, the network domain included:
$(phase_names | paste -sd ' ' | fold -sw 60 | sed 's/^/                            /; s/ *$//')
  --dry-run                 prints every gcloud command, one a line, and calls none
  --assume=STATE            in a dry run, the state of the project: nothing (the default), deployed, or
                            outdated: everything exists, but not as it should be
END
}

# shellcheck source=deploy/options.sh
source "$ROOT/infra/deploy/options.sh"
# shellcheck source=deploy/inventory.sh
source "$ROOT/infra/deploy/inventory.sh"
# shellcheck source=deploy/phases.sh
source "$ROOT/infra/deploy/phases.sh"
# shellcheck source=deploy/environment.sh
source "$ROOT/infra/deploy/environment.sh"
NETWORK_DOMAIN=''
NETWORK_ADDRESSES=''
API_KEY_FILE=''
MULTISITE_API_URL=''
MULTISITE_API_FILE=''
EXTRA_ENVIRONMENT=()
STATUS_CALLERS=''
VERIFY_CALLERS=false
FIRESTORE_LOCATION=''
ALERT_EMAIL=''
PUBLISHER_KEY_FILE=''
ONLY=''
NO_BACKUPS=false

# shellcheck disable=SC2034 # The phases use the variables that it sets.
take_flag() {
  case $1 in
    --project) PROJECT=$2 ;;
    --region) REGION=$2 ;;
    --network-domain) NETWORK_DOMAIN=$2 ;;
    --network-addresses) NETWORK_ADDRESSES=$2 ;;
    --api-key-file) API_KEY_FILE=$(absolute "$2") ;;
    --multisite-api-url) MULTISITE_API_URL=$2 ;;
    --multisite-api-file) MULTISITE_API_FILE=$(absolute "$2") ;;
    --env) EXTRA_ENVIRONMENT+=("$2") ;;
    --status-callers) STATUS_CALLERS=$2 ;;
    --verify-callers) VERIFY_CALLERS=true ;;
    --firestore-location) FIRESTORE_LOCATION=$2 ;;
    --alert-email) ALERT_EMAIL=$2 ;;
    --publisher-key-file) PUBLISHER_KEY_FILE=$(absolute "$2") ;;
    --only) ONLY=$2 ;;
    --no-backups) NO_BACKUPS=true ;;
    --dry-run) DRY_RUN=true ;;
    --assume) ASSUME=$2 ;;
    *) return 1 ;;
  esac
}

# Refuses every mistake that can be found before anything is called.
check_flags() {
  need_project_and_region
  [[ -n $ONLY && -z $NETWORK_DOMAIN ]] || need_form --network-domain "$NETWORK_DOMAIN" '([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+'
  need_form --network-addresses "${NETWORK_ADDRESSES:-::}" '[0-9a-fA-F.:, ]+'
  need_form --multisite-api-url "${MULTISITE_API_URL:-https://a}" 'https://[^ ;]+'
  need_form --status-callers "${STATUS_CALLERS:-a@b}" '[^ ,;=@]+@[^ ,;=@]+(,[^ ,;=@]+@[^ ,;=@]+)*'
  need_form --assume "$ASSUME" 'nothing|deployed|outdated'
  need_form --alert-email "${ALERT_EMAIL:-a@b}" '[^ ,;=]+@[^ ,;=]+'
  : "${FIRESTORE_LOCATION:=$REGION}"
  check_files
  check_settings
}

check_files() {
  [[ $API_KEY_FILE != - || $MULTISITE_API_FILE != - ]] || refuse 'standard input can stand for one file, not two'
  need_file --api-key-file "$API_KEY_FILE"
  need_file --multisite-api-file "$MULTISITE_API_FILE"
  [[ -z $PUBLISHER_KEY_FILE || -w $(dirname -- "$PUBLISHER_KEY_FILE") ]] ||
    refuse "--publisher-key-file: no file can be created in $(dirname -- "$PUBLISHER_KEY_FILE")"
}

check_settings() {
  local setting given faults
  for setting in ${EXTRA_ENVIRONMENT[@]+"${EXTRA_ENVIRONMENT[@]}"}; do
    need_form --env "$setting" '[A-Z][A-Z0-9_]*=[^;[:cntrl:]]*'
    [[ $setting != CLOSTE_CLIENT_API_KEY=* ]] || refuse 'the key cannot be given with --env; use --api-key-file'
    [[ $setting != EXPECTED_* ]] || refuse 'the expected callers cannot be given with --env, since they differ for each function; use --verify-callers or --status-callers'
    [[ $setting != MULTISITE_API_* ]] || refuse 'the multisite cannot be given with --env; use --multisite-api-url and --multisite-api-file'
  done
  if [[ ! -x $ROOT/node_modules/.bin/node ]]; then
    $DRY_RUN || refuse 'the dependencies are missing: run npm ci first'
    return
  fi
  mapfile -t given < <(given_settings)
  faults=$("$ROOT/node_modules/.bin/node" "$ROOT/infra/deploy/check-settings.ts" "${given[@]}" 2>&1) || refuse "$faults"
}

# A run of a few phases can leave out the network domain: it then uses the deployed one.
complete_network_domain() {
  [[ -z $NETWORK_DOMAIN && $1 =~ functions|arrival ]] || return 0
  NETWORK_DOMAIN=$(setting_in "$(settings)" NETWORK_DOMAIN)
  [[ -n $NETWORK_DOMAIN ]] || die 'nothing is deployed yet, so the network domain is not known; give --network-domain'
}

main() {
  local chosen phase
  read_flags "$@"
  check_flags
  chosen=$(chosen_phases "$ONLY")

  cd "$ROOT"
  # shellcheck source=deploy/gcloud.sh
  source infra/deploy/gcloud.sh
  # shellcheck source=deploy/propagation.sh
  source infra/deploy/propagation.sh
  # shellcheck source=deploy/cadence-role.sh
  source infra/deploy/cadence-role.sh
  for phase in $(phase_names); do
    # shellcheck source=/dev/null
    source "infra/deploy/phases/$phase.sh"
  done
  complete_network_domain "$chosen"
  for phase in $chosen; do
    begin_phase "$phase"
    "phase_$phase"
  done
}

main "$@"
