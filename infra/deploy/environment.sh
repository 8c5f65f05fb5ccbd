# shellcheck shell=bash
# The environment of the functions: settings, and nothing secret.

# Deployed variables that are not settings of all functions: one of the previous version, which nothing reads any
# longer, and those of a single function (phases/functions.sh).
readonly NOT_SHARED='VERIFY_JOB|EXPECTED_AUDIENCE|EXPECTED_CALLERS'

# The settings that the flags give, as NAME=VALUE, one a line.
given_settings() {
  printf '%s\n' \
    "GOOGLE_CLOUD_PROJECT=$PROJECT" \
    'STORE=firestore' \
    "CLOSTE_API_KEY_SECRET=projects/$PROJECT/secrets/$API_KEY_SECRET/versions/latest" \
    ${NETWORK_DOMAIN:+"NETWORK_DOMAIN=$NETWORK_DOMAIN"} \
    ${NETWORK_ADDRESSES:+"NETWORK_ADDRESSES=$NETWORK_ADDRESSES"} \
    ${MULTISITE_API_URL:+"MULTISITE_API_URL=$MULTISITE_API_URL"} \
    ${MULTISITE_API_URL:+"MULTISITE_API_SECRET=projects/$PROJECT/secrets/$MULTISITE_SECRET/versions/latest"} \
    "STATUS_TOPIC=$STATUS_TOPIC" \
    "REJECTED_TOPIC=$REJECTED_TOPIC" \
    "SWEEP_TOPIC=$SWEEP_TOPIC" \
    ${EXTRA_ENVIRONMENT[@]+"${EXTRA_ENVIRONMENT[@]}"}
}

# The settings that are deployed, as NAME=VALUE, one a line; nothing if nothing is deployed. No value has
# a semicolon.
deployed_settings() {
  local deployed
  deployed=$(found 'NETWORK_DOMAIN=DEPLOYED_NETWORK_DOMAIN' functions describe domainEvents --region="$REGION" \
    --format='value(serviceConfig.environmentVariables)')
  tr ';' '\n' <<<"$deployed" | grep -vE "^($NOT_SHARED)=" | grep . || true
}

# The settings to deploy. A run of a few phases keeps those that are deployed, unless a flag gives
# another value; a whole run deploys only those that its flags give, so that a setting without a flag disappears.
settings() {
  local deployed=''
  if [[ -n $ONLY ]]; then deployed=$(deployed_settings); fi
  printf '%s\n' "$deployed" "$(given_settings)" | last_of_each
}

# The last line NAME=VALUE for each name, in the order of the names. A name with an empty value is left out.
last_of_each() {
  awk -F= '
    $1 == "" { next }
    !($1 in line) { names[++count] = $1 }
    { line[$1] = $0 }
    END { for (i = 1; i <= count; i++) if (line[names[i]] !~ /^[^=]*=$/) print line[names[i]] }
  '
}

# The value of one of the settings, or nothing: `setting_in SETTINGS NAME`.
setting_in() { sed -n "s/^$2=//p" <<<"$1"; }

# The settings as gcloud takes them, separated by semicolons, since values may have commas.
environment_of() { printf '^;^%s' "$(paste -sd ';' <<<"$1")"; }
