# shellcheck shell=bash
# How messages are delivered: Eventarc makes a subscription for each function that a topic calls,
# and its defaults lose an event after a day. The subscription of domainEvents keeps trying, and events that
# cannot be delivered go to the dead letter topic; a message for sweepDomains counts for a minute.

# The longest that Pub/Sub can wait for an answer: no delivery is repeated while the first is under way.
readonly ACK_DEADLINE_SECONDS=600
# The most that Pub/Sub allows: with pauses of up to ten minutes, they last for most of a day.
readonly DELIVERY_ATTEMPTS=100
readonly WEEK_SECONDS=604800
# The shortest time for which Pub/Sub can keep a message.
readonly SHORTEST_SECONDS=600

phase_delivery() {
  local subscription agent
  subscription=$(eventarc_subscription domainEvents)
  agent=$(pubsub_agent)
  change pubsub topics add-iam-policy-binding "$DEAD_LETTER_TOPIC" \
    --member="serviceAccount:$agent" --role=roles/pubsub.publisher
  change pubsub subscriptions add-iam-policy-binding "$subscription" \
    --member="serviceAccount:$agent" --role=roles/pubsub.subscriber
  ensure_delivery "$subscription"
  subscription=$(eventarc_subscription sweepDomains)
  ensure_brief_delivery "$subscription"
}

eventarc_subscription() {
  local target=$1 trigger subscription
  trigger=$(answer EVENTARC_TRIGGER functions describe "$target" --region="$REGION" --format='value(eventTrigger.trigger.basename())')
  subscription=$(answer EVENTARC_SUBSCRIPTION eventarc triggers describe "$trigger" --location="$REGION" \
    --format='value(transport.pubsub.subscription.basename())')
  [[ -n $subscription ]] || die "the trigger $trigger of $target has no subscription; deploy the functions first"
  printf '%s' "$subscription"
}

ensure_delivery() {
  local subscription=$1 wanted state
  wanted="${ACK_DEADLINE_SECONDS}|projects/$PROJECT/topics/$DEAD_LETTER_TOPIC|$DELIVERY_ATTEMPTS|10s|600s|${WEEK_SECONDS}s|"
  state=$(state_of "$wanted" pubsub subscriptions describe "$subscription" \
    --format='value[separator="|"](ackDeadlineSeconds,deadLetterPolicy.deadLetterTopic,deadLetterPolicy.maxDeliveryAttempts,retryPolicy.minimumBackoff,retryPolicy.maximumBackoff,messageRetentionDuration,expirationPolicy.ttl)')
  if [[ $state != "$wanted" ]]; then
    change pubsub subscriptions update "$subscription" --ack-deadline="$ACK_DEADLINE_SECONDS" \
      --dead-letter-topic="$DEAD_LETTER_TOPIC" --max-delivery-attempts="$DELIVERY_ATTEMPTS" \
      --min-retry-delay=10s --max-retry-delay=600s \
      --message-retention-duration=7d --expiration-period=never
  fi
}

# A part of a sweep takes up to a minute; after that, the next sweep takes over.
ensure_brief_delivery() {
  local subscription=$1 wanted="${ACK_DEADLINE_SECONDS}|${SHORTEST_SECONDS}s|" state
  state=$(state_of "$wanted" pubsub subscriptions describe "$subscription" \
    --format='value[separator="|"](ackDeadlineSeconds,messageRetentionDuration,expirationPolicy.ttl)')
  if [[ $state != "$wanted" ]]; then
    change pubsub subscriptions update "$subscription" --ack-deadline="$ACK_DEADLINE_SECONDS" \
      --message-retention-duration=10m --expiration-period=never
  fi
}
