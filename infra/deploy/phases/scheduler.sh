# shellcheck shell=bash
# The jobs that call the scheduled functions, and when.

phase_scheduler() { each functions ensure_schedule; }

ensure_schedule() {
  local target=$1 trigger=$9 kind job deadline cron
  read -r kind job deadline cron <<<"$trigger"
  [[ $kind == schedule ]] || return 0

  # The function lets in Google Cloud alone, and only at this address, which is Cloud Run's.
  local url caller wanted state flags when=(--schedule="$cron" --time-zone=Etc/UTC)
  url=$(answer "https://$target-HASH.a.run.app" functions describe "$target" --region="$REGION" --format='value(serviceConfig.uri)')
  caller=$(account_email "$SCHEDULER_ACCOUNT")
  wanted="$deadline|POST|$url/|$caller|$url"
  flags=(
    --location="$REGION" --attempt-deadline="$deadline" --uri="$url/" --http-method=post
    --oidc-service-account-email="$caller" --oidc-token-audience="$url"
  )
  state=$(state_of "$wanted|$cron" scheduler jobs describe "$job" --location="$REGION" \
    --format='value[separator="|"](attemptDeadline,httpTarget.httpMethod,httpTarget.uri,httpTarget.oidcToken.serviceAccountEmail,httpTarget.oidcToken.audience,schedule)')

  if [[ -z $state ]]; then
    change scheduler jobs create http "$job" "${when[@]}" "${flags[@]}"
    return
  fi
  # The sweep is fired every minute, always. Ops may have changed the hour of the others.
  if [[ $job != "$VERIFY_JOB" ]]; then
    when=()
    cron=${state##*|}
  fi
  [[ $state == "$wanted|$cron" ]] || change scheduler jobs update http "$job" "${when[@]}" "${flags[@]}"
}
