# shellcheck shell=bash
# The phases of a deployment, in the order in which they need each other. Each is in
# phases/<phase>.sh.
phases() {
  rows <<'END'
    phase      | its heading
    apis       | The APIs that the project needs
    agents     | The accounts that Google's services act as
    accounts   | A service account for each part
    firestore  | The database
    pubsub     | The topics, and the subscriptions for people
    secret     | The API key of Closte, and the multisite's
    access     | The roles of the service accounts
    functions  | The functions, and their callers
    delivery   | The delivery of events
    scheduler  | The jobs that call functions
    monitoring | Metrics and alerts
    connection | The test of the API key
    multisite  | The settings for WordPress
    arrival    | The arrival of an event
    dashboard  | The dashboard
END
}

# Each name, one a line.
phase_names() { phases | cut -d '|' -f 1; }

# The phases to run, one a line, in their own order: those of a comma-separated list, or all. A
# function that is deployed may get another subscription, so `functions` includes the phases that set it up.
chosen_phases() {
  local list=$1 phase
  if [[ -z $list ]]; then
    phase_names
    return
  fi
  for phase in ${list//,/ }; do
    phase_names | grep -qx -- "$phase" || refuse "there is no phase $phase"
  done
  if [[ ,$list, == *,functions,* ]]; then list+=,delivery,arrival; fi
  for phase in $(phase_names); do
    if [[ ",$list," == *",$phase,"* ]]; then printf '%s\n' "$phase"; fi
  done
}

# In a dry run the line is a comment between the commands.
begin_phase() {
  local heading
  heading=$(phases | sed -n "s/^$1|//p")
  if $DRY_RUN; then printf '# %s: %s\n' "$1" "$heading" >&3; else say "== $1: $heading"; fi
}
