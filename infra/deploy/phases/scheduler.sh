# shellcheck shell=bash
# Who calls the scheduled functions, and when.

phase_scheduler() { each functions ensure_schedule; }

# When is said but once: the functions have the sweep fired as often as domains are checked, and ops
# may have changed the hour of the others.
ensure_schedule() {
  local target=$1 trigger=$9 kind job deadline cron
  read -r kind job deadline cron <<<"$trigger"
  [[ $kind == schedule ]] || return 0

  # The function lets in Google Cloud alone, and only at this address, which is Cloud Run's.
  local url caller wanted state flags
  url=$(answer "https://$target-HASH.a.run.app" functions describe "$target" --region="$REGION" --format='value(serviceConfig.uri)')
  caller=$(account_email "$SCHEDULER_ACCOUNT")
  wanted="$deadline|POST|$url/|$caller|$url"
  state=$(state_of "$wanted" scheduler jobs describe "$job" --location="$REGION" \
    --format='value[separator="|"](attemptDeadline,httpTarget.httpMethod,httpTarget.uri,httpTarget.oidcToken.serviceAccountEmail,httpTarget.oidcToken.audience)')
  flags=(
    --location="$REGION" --attempt-deadline="$deadline" --uri="$url/" --http-method=post
    --oidc-service-account-email="$caller" --oidc-token-audience="$url"
  )
  case $state in
    "$wanted") ;;
    '') change scheduler jobs create http "$job" --schedule="$cron" --time-zone=Etc/UTC "${flags[@]}" ;;
    *) change scheduler jobs update http "$job" "${flags[@]}" ;;
  esac
}
