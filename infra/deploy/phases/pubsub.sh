# shellcheck shell=bash
# The topics, and the subscriptions that keep what people have to look at.

phase_pubsub() {
  local topic
  for topic in "${TOPICS[@]}"; do ensure_topic "$topic"; done
  for topic in "${KEPT_TOPICS[@]}"; do ensure_kept "$topic"; done
}

# What people look at is kept for 31 days, the longest there is: those in which the subscription does
# not have it any more, it can be sent back to.
ensure_topic() {
  local topic=$1 name flags=()
  if [[ " ${KEPT_TOPICS[*]} " == *" $topic "* ]]; then flags=(--message-retention-duration=31d); fi
  name=$(found "$topic" pubsub topics describe "$topic" --format='value(name)')
  [[ -n $name ]] || change pubsub topics create "$topic" --labels="$LABEL" "${flags[@]}"
}

# By default the subscription itself would go after 31 days in which nobody looked.
ensure_kept() {
  local topic=$1 name
  name=$(found "$topic" pubsub subscriptions describe "$topic" --format='value(name)')
  if [[ -z $name ]]; then
    change pubsub subscriptions create "$topic" --topic="$topic" --message-retention-duration=7d --expiration-period=never \
      --labels="$LABEL"
  fi
}
