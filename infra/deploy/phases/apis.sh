# shellcheck shell=bash
# The APIs that the project needs.

readonly APIS=(
  artifactregistry cloudbuild cloudfunctions cloudresourcemanager cloudscheduler eventarc firestore
  iam logging monitoring pubsub run secretmanager storage
)

phase_apis() { change services enable "${APIS[@]/%/.googleapis.com}"; }
