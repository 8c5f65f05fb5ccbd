# shellcheck shell=bash
# The agents that Google's services act as, and what they may do.

phase_agents() {
  local number
  number=$(project_number)
  each agents ensure_agent "$number"
}

# Creates the agent, which would otherwise appear with its first use, too late to be granted anything.
ensure_agent() {
  local number=$1 service=$2 domain=$3 role=$4
  change beta services identity create --service="$service.googleapis.com"
  change projects add-iam-policy-binding "$PROJECT" --member="serviceAccount:service-$number@$domain.iam.gserviceaccount.com" \
    --role="$role" --condition=None
}

project_number() { answer PROJECT_NUMBER projects describe "$PROJECT" --format='value(projectNumber)'; }

# The agent that moves the messages, for Pub/Sub.
pubsub_agent() { printf 'service-%s@gcp-sa-pubsub.iam.gserviceaccount.com' "$(project_number)"; }
