# shellcheck shell=bash
# The jobs that call the scheduled functions.

phase_scheduler() {
  each functions ensure_schedule
  each more_jobs ensure_job
}

ensure_schedule() {
  local target=$1 trigger=$9 kind job deadline cron
  read -r kind job deadline cron <<<"$trigger"
  [[ $kind != schedule ]] || ensure_job "$target" "$job" "$deadline" "$cron"
}

ensure_job() {
  local target=$1 job=$2 deadline=$3 cron=$4 body=${5-}
  # The function accepts calls only from Google Cloud, and only at this address, which is Cloud Run's.
  local url caller wanted state flags when=(--schedule="$cron" --time-zone=Etc/UTC)
  url=$(url_of "$target")
  caller=$(account_email "$SCHEDULER_ACCOUNT")
  wanted="$deadline|POST|$url/|$caller|$url"
  flags=(
    --location="$REGION" --attempt-deadline="$deadline" --uri="$url/" --http-method=post
    --oidc-service-account-email="$caller" --oidc-token-audience="$url"
  )
  if [[ -n $body ]]; then flags+=(--message-body="$body"); fi
  state=$(state_of "$wanted|$cron" scheduler jobs describe "$job" --location="$REGION" \
    --format='value[separator="|"](attemptDeadline,httpTarget.httpMethod,httpTarget.uri,httpTarget.oidcToken.serviceAccountEmail,httpTarget.oidcToken.audience,schedule)')

  if [[ -z $state ]]; then
    change scheduler jobs create http "$job" "${when[@]}" "${flags[@]}"
    return
  fi
  # The sweep is always fired every minute. Operators may have changed the times of the other jobs.
  if [[ $job != "$VERIFY_JOB" ]]; then
    when=()
    cron=${state##*|}
  fi
  [[ $state == "$wanted|$cron" ]] || change scheduler jobs update http "$job" "${when[@]}" "${flags[@]}"
}
