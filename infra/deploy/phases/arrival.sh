# shellcheck shell=bash
# Whether an event arrives. A role that is missing anywhere on its way shows only as silence,
# so a real event is sent all the way: a request to look at the network's own domain, which changes
# nothing, since that is not a mapped domain.

# Pub/Sub retries a failed delivery at growing intervals, so the event itself is sent again, too.
readonly TRIES_BETWEEN_EVENTS=8

phase_arrival() {
  local id=deployment-ID try
  $DRY_RUN || id=deployment-$(date -u +%Y%m%dT%H%M%S)-$RANDOM
  for ((try = 0; try < TRIES; try++)); do
    if ((try % TRIES_BETWEEN_EVENTS == 0)); then publish_check "$id"; fi
    if has_arrived "$id"; then
      $DRY_RUN || say "The event $id has arrived at domainEvents"
      return
    fi
    if ((try + 1 < TRIES)); then
      say "Waiting for the event to arrive: looking again in $PAUSE_SECONDS s, for 10 minutes at most"
      sleep "$PAUSE_SECONDS"
    fi
  done
  die "the event $id has not arrived at domainEvents within 10 minutes, so the multisite's events will not arrive either; docs/operations.md lists the causes: \"No event arrives\""
}

publish_check() {
  local id=$1 now=NOW
  $DRY_RUN || now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  change pubsub topics publish "$EVENTS_TOPIC" --attribute=type=domain.check \
    --message="{\"version\":1,\"id\":\"$id\",\"type\":\"domain.check\",\"occurredAt\":\"$now\",\"domain\":\"$NETWORK_DOMAIN\",\"siteId\":1}"
}

# Whether the function has logged the event, which it does once the event is durable.
has_arrived() {
  local line
  line=$(answer arrived logging read "resource.type=\"cloud_run_revision\" AND jsonPayload.eventId=\"$1\"" \
    --freshness=1h --limit=1 --format='value(jsonPayload.eventId)')
  [[ -n $line ]]
}
