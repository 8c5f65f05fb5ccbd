# shellcheck shell=bash
# The topics, and the subscriptions that keep messages for people.

phase_pubsub() {
  local topic
  for topic in "${TOPICS[@]}"; do ensure_topic "$topic"; done
  for topic in "${KEPT_TOPICS[@]}"; do ensure_kept "$topic"; done
}

# Messages for people are kept on the topic for 31 days, the longest possible: once the subscription has
# dropped a message, a seek brings it back.
ensure_topic() {
  local topic=$1 name flags=()
  if [[ " ${KEPT_TOPICS[*]} " == *" $topic "* ]]; then flags=(--message-retention-duration=31d); fi
  name=$(found "$topic" pubsub topics describe "$topic" --format='value(name)')
  [[ -n $name ]] || change pubsub topics create "$topic" --labels="$LABEL" "${flags[@]}"
}

# By default the subscription itself would expire after 31 days without use, and a person would have only 10
# seconds to read a message, deal with it and acknowledge it. The previous version left these defaults.
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
