# shellcheck shell=bash
# The APIs that the project needs, and the agents that Google's services act as.

readonly APIS=(
  artifactregistry cloudbuild cloudfunctions cloudresourcemanager cloudscheduler eventarc firestore
  iam logging monitoring pubsub run secretmanager storage
)

phase_apis() {
  change services enable "${APIS[@]/%/.googleapis.com}"

  # They would appear with the first use, which is too late to grant them anything.
  change beta services identity create --service=pubsub.googleapis.com
  change beta services identity create --service=eventarc.googleapis.com
}
