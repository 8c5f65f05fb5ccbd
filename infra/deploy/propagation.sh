# shellcheck shell=bash
# gcloud's words about a permission or an API that exists, but has not spread through Google Cloud yet. IAM
# takes 2 to 7 minutes, and sometimes more; an API that was enabled takes a few
# (https://cloud.google.com/iam/docs/access-change-propagation).

# Settable, so that tests need not wait.
readonly PAUSE_SECONDS=${CLOSTE_DEPLOY_PAUSE_SECONDS:-15}
# Ten minutes.
readonly TRIES=40

# The errors that pass by themselves, one a line: the message, as an extended regular expression without
# alternatives, and the thing to wait for.
propagation() {
  rows <<'END'
    message                                                                     | reason to wait
    missing permission on the build service account                             | the roles of the account that builds
    has not been used in project .* before or it is disabled                    | the API that was enabled
    it is disabled.*[Ee]nable it by visiting                                    | the API that was enabled
    [Pp]ermission denied while using the Eventarc Service Agent                 | the role of Eventarc's agent
    verify that it has Eventarc Service Agent role                              | the role of Eventarc's agent
    Unable to retrieve the repository metadata                                  | the role of Cloud Functions' agent
    [Ss]ervice [Aa]gent .*does not                                              | an agent of Google's
    [Ss]ervice [Aa]ccount .*does not exist                                      | an account that was created
    [Uu]nknown service account                                                  | an account that was created
    [Nn]ot found; gaia                                                          | an account that was created
    iam.service[Aa]ccounts.actAs.* denied .*or it may not exist                 | an account that was created
    Cannot find metric that matches                                             | a metric that was created
    [Tt]he database .* does not exist                                           | the database that was created
    underlying data changed                                                     | another change of the database
    contention                                                                  | another change of the database
    there were concurrent policy changes                                        | somebody else's change
    There were concurrent policy changes                                        | somebody else's change
    unable to queue the operation                                               | an operation that is under way
    [Qq]uota exceeded for quota metric .* per minute                            | the next minute's quota
    service is currently unavailable                                            | Google Cloud
    may take a few minutes                                                      | a resource that was created
    [Ww]ait a few minutes                                                       | a resource that was created
    take up to 10 minutes                                                       | a resource that was created
END
}

# What to wait for after gcloud's message in FILE, or nothing if the error will not pass: `to_wait_for FILE`.
to_wait_for() {
  local pattern what
  while IFS='|' read -r pattern what; do
    if grep -qE -- "$pattern" "$1"; then
      printf '%s' "$what"
      return
    fi
  done < <(propagation)
}

# Repeats a command until the permissions and APIs that it needs have spread: `patiently COMMAND…`. Its
# standard error is shown.
patiently() {
  local try what
  for ((try = 1; ; try++)); do
    if "$@" 2> >(tee "$SCRATCH/said" >&2); then return; fi
    # A separate process writes the file, and may not have finished. If it has, bash may have forgotten it, and report
    # 255.
    wait $! || true
    what=$(to_wait_for "$SCRATCH/said")
    if [[ -z $what ]] || ((try == TRIES)); then return 1; fi
    say "Waiting for $what: trying again in $PAUSE_SECONDS s, for 10 minutes at most"
    sleep "$PAUSE_SECONDS"
  done
}
