# shellcheck shell=bash
# The functions, and who may call them: nobody but the one that has to.

phase_functions() {
  $DRY_RUN || build
  each functions deploy_function
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

# One CPU each: less than one serves but one request at a time, and starts several times slower.
deploy_function() {
  local target=$1 account=$2 memory=$4 concurrency=$5 instances=$6 timeout=$7 ingress=$8 trigger=$9
  local flags
  mapfile -t flags < <(trigger_flags "$trigger" "$(account_email "$account")")
  change functions deploy "$target" \
    --region="$REGION" --gen2 --runtime=nodejs24 --source="$SOURCE" --entry-point="$target" \
    "${flags[@]}" \
    --service-account="$(account_email "$account")" \
    --build-service-account="projects/$PROJECT/serviceAccounts/$(account_email "$BUILD_ACCOUNT")" \
    --cpu=1 --memory="$memory" --concurrency="$concurrency" \
    --min-instances=0 --max-instances="$instances" --timeout="$timeout" \
    --ingress-settings="$ingress" --no-allow-unauthenticated \
    --set-env-vars="$(environment)"
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

# All that a function is told, and nothing secret. Values may have commas, so a semicolon is between.
environment() {
  local variables=(
    "GOOGLE_CLOUD_PROJECT=$PROJECT"
    'STORE=firestore'
    "CLOSTE_API_KEY_SECRET=projects/$PROJECT/secrets/$API_KEY_SECRET/versions/latest"
    "NETWORK_DOMAIN=$NETWORK_DOMAIN"
    ${NETWORK_ADDRESSES:+"NETWORK_ADDRESSES=$NETWORK_ADDRESSES"}
    ${MULTISITE_API_URL:+"MULTISITE_API_URL=$MULTISITE_API_URL"}
    ${MULTISITE_API_URL:+"MULTISITE_API_SECRET=projects/$PROJECT/secrets/$MULTISITE_SECRET/versions/latest"}
    "STATUS_TOPIC=$STATUS_TOPIC"
    "REJECTED_TOPIC=$REJECTED_TOPIC"
    ${EXTRA_ENVIRONMENT[@]+"${EXTRA_ENVIRONMENT[@]}"}
  )
  local IFS=';'
  printf '^;^%s' "${variables[*]}"
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
