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

# By default the subscription itself would go after 31 days in which nobody looked, and 10 seconds would
# be all that somebody has to read a message, see to it and acknowledge it. The version before left that.
readonly READING_SECONDS=600

ensure_kept() {
  local topic=$1 seconds
  seconds=$(state_of "$READING_SECONDS" pubsub subscriptions describe "$topic" --format='value(ackDeadlineSeconds)')
  if [[ -z $seconds ]]; then
    change pubsub subscriptions create "$topic" --topic="$topic" --ack-deadline="$READING_SECONDS" \
      --message-retention-duration=7d --expiration-period=never --labels="$LABEL"
  elif [[ $seconds != "$READING_SECONDS" ]]; then
    change pubsub subscriptions update "$topic" --ack-deadline="$READING_SECONDS"
  fi
}
