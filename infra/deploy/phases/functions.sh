# shellcheck shell=bash
# The functions, and who may call them: nobody but the one that has to.

phase_functions() {
  local told
  told=$(environment_of "$(settings)")
  $DRY_RUN || build
  each functions deploy_function "$told"
  ensure_image_cleanup
}

# What is uploaded: what `npm run build` makes, in a folder of this run's own, since somebody may deploy
# to another project from here at the same time.
SOURCE=dist

# With the Node and the compiler that are locked, not the machine's own.
build() {
  [[ -x node_modules/.bin/node ]] || die 'the dependencies are missing: run npm ci first'
  say 'Building what is uploaded'
  SOURCE=$SCRATCH/dist
  PATH="$PWD/node_modules/.bin:$PATH" node infra/build.ts "$SOURCE" >&2
}

# One CPU each: less than one serves but one request at a time, and starts several times slower. A service
# that somebody has rolled back would else go on with that revision, and the new one serve nothing.
deploy_function() {
  local told=$1 flags
  shift
  local target=$1 account=$2 memory=$4 concurrency=$5 instances=$6 timeout=$7 ingress=$8 trigger=$9
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
  allow_caller "$target" "$account" "$trigger"
}

trigger_flags() {
  local kind topic
  read -r kind topic _ <<<"$1"
  case $kind in
    topic) printf '%s\n' --trigger-topic="$topic" --trigger-service-account="$2" --retry ;;
    *) printf '%s\n' --trigger-http ;;
  esac
}

# Eventarc calls as the account that the function runs as. Whom people may ask for is for ops to say.
allow_caller() {
  local target=$1 account=$2 caller
  case $3 in
    topic\ *) caller=$account ;;
    schedule\ *) caller=$SCHEDULER_ACCOUNT ;;
    *) return ;;
  esac
  change functions add-invoker-policy-binding "$target" --region="$REGION" \
    --member="serviceAccount:$(account_email "$caller")"
}

# Each function has an image of its own, and each deployment makes new ones, which would be kept, and paid
# for, for good. A policy that they have already stays.
ensure_image_cleanup() {
  local look=found imagined="$IMAGES|" known
  # The functions, which are there by now, have brought the images.
  if $DRY_RUN; then look=answer; fi
  if [[ $ASSUME == deployed ]]; then imagined+=closte-keep-latest; fi
  known=$("$look" "$imagined" artifacts repositories describe "$IMAGES" --location="$REGION" \
    --format='value[separator="|"](name.basename(),cleanupPolicies.list())')
  if [[ $known == *'|' ]]; then
    change artifacts repositories set-cleanup-policies "$IMAGES" --location="$REGION" \
      --policy=infra/deploy/image-cleanup.json --no-dry-run
  fi
}
