# shellcheck shell=bash
# The functions, and their callers: each has only the one that it needs.

phase_functions() {
  local told most
  told=$(settings)
  most=$(setting_in "$told" SWEEP_INSTANCES)
  $DRY_RUN || build
  each functions deploy_function "$(environment_of "$told")" "$most"
  ensure_image_cleanup
}

# The upload is the output of `npm run build`, in a folder of this run's own, since somebody may deploy
# to another project from here at the same time.
SOURCE=dist

# The build uses the locked Node and compiler, not the machine's own.
build() {
  [[ -x node_modules/.bin/node ]] || die 'the dependencies are missing: run npm ci first'
  say 'Building the upload'
  SOURCE=$SCRATCH/dist
  PATH="$PWD/node_modules/.bin:$PATH" node infra/build.ts "$SOURCE" >&2
}

# The audience of the callers' tokens is the function's address, which a new function has only once it is
# deployed: then it is deployed a second time, with the expected audience.
deploy_function() {
  local told=$1 most=$2 callers url=''
  shift 2
  local target=$1 account=$2 trigger=$9
  callers=$(expected_callers "$account" "$trigger")
  if [[ -n $callers ]]; then
    url=$(found "$(imagined_url "$target")" functions describe "$target" --region="$REGION" --format='value(serviceConfig.uri)')
  fi
  deploy_telling "$told$(expecting "$callers" "$url")" "$most" "$@"
  allow_caller "$target" "$account" "$trigger"
  if [[ -n $callers && -z $url ]]; then
    url=$(url_of "$target")
    deploy_telling "$told$(expecting "$callers" "$url")" "$most" "$@"
  fi
}

imagined_url() { printf 'https://%s-HASH.a.run.app' "$1"; }

# The address of the Cloud Run service, which is the audience of Eventarc's tokens, too.
url_of() { answer "$(imagined_url "$1")" functions describe "$1" --region="$REGION" --format='value(serviceConfig.uri)'; }

# The accounts whose tokens a function verifies itself, in addition to IAM; none by default. Cloud Run may remove the
# signature of a token that IAM has verified, and a function that insists on one would then refuse all calls.
expected_callers() {
  if [[ $2 == people ]]; then
    printf '%s' "$STATUS_CALLERS"
  elif $VERIFY_CALLERS; then
    caller_of "$1" "$2"
  fi
}

# The settings for that, to be appended to the others; nothing until the address is known: `expecting CALLERS URL`.
expecting() { printf '%s' "${2:+;EXPECTED_AUDIENCE=$2;EXPECTED_CALLERS=$1}"; }

# Each function has one CPU: with less, an instance serves only one request at a time, and starts several times slower.
# Without the last flag, a service that somebody has rolled back would stay on the old revision.
deploy_telling() {
  local told=$1 most=$2 flags
  shift 2
  local target=$1 account=$2 memory=$4 concurrency=$5 instances=$6 timeout=$7 ingress=$8 trigger=$9
  # The maximum of a function cannot be 0; with SWEEP_INSTANCES=0 nothing calls the one instance.
  if [[ $target == sweepDomains && -n $most ]]; then instances=$((most > 0 ? most : 1)); fi
  mapfile -t flags < <(trigger_flags "$trigger" "$(account_email "$account")")
  change functions deploy "$target" \
    --region="$REGION" --gen2 --runtime=nodejs24 --source="$SOURCE" --entry-point="$target" \
    "${flags[@]}" \
    --service-account="$(account_email "$account")" \
    --build-service-account="projects/$PROJECT/serviceAccounts/$(account_email "$BUILD_ACCOUNT")" \
    --cpu=1 --memory="$memory" --concurrency="$concurrency" \
    --min-instances=0 --max-instances="$instances" --timeout="$timeout" \
    --ingress-settings="$ingress" --no-allow-unauthenticated \
    --set-env-vars="$told" --update-labels="$LABEL" --serve-all-traffic-latest-revision
}

trigger_flags() {
  local kind topic
  read -r kind topic _ <<<"$1"
  case $kind in
    topic) printf '%s\n' --trigger-topic="$topic" --trigger-service-account="$2" --retry ;;
    *) printf '%s\n' --trigger-http ;;
  esac
}

# Lets Google's account call the function. The operators decide who may open the status page.
allow_caller() {
  local target=$1 caller
  caller=$(caller_of "$2" "$3")
  [[ -n $caller ]] || return 0
  change functions add-invoker-policy-binding "$target" --region="$REGION" --member="serviceAccount:$caller"
}

# The account in whose name Google calls a function; nothing if people call it. Eventarc uses the account
# that the function runs as.
caller_of() {
  case $2 in
    topic\ *) account_email "$1" ;;
    schedule\ *) account_email "$SCHEDULER_ACCOUNT" ;;
  esac
}

# Each function has an image of its own, and each deployment creates new ones, which would be kept and paid
# for without end. An existing cleanup policy stays.
ensure_image_cleanup() {
  local look=found imagined="$IMAGES|" known
  # The deployment of the functions has created the repository.
  if $DRY_RUN; then look=answer; fi
  if [[ $ASSUME == deployed ]]; then imagined+=closte-keep-latest; fi
  known=$("$look" "$imagined" artifacts repositories describe "$IMAGES" --location="$REGION" \
    --format='value[separator="|"](name.basename(),cleanupPolicies.list())')
  if [[ $known == *'|' ]]; then
    change artifacts repositories set-cleanup-policies "$IMAGES" --location="$REGION" \
      --policy=infra/deploy/image-cleanup.json --no-dry-run
  fi
}
