# shellcheck shell=bash
# The dashboard in infra/monitoring. Nothing depends on it, so it comes last.

phase_dashboard() {
  local file=$MONITORING/dashboard.yaml name
  name=$(dashboard)
  if [[ -z $name ]]; then
    change monitoring dashboards create --config-from-file="$file"
  else
    change monitoring dashboards update "$name" --config-from-file="$file"
  fi
}

dashboard() {
  found DASHBOARD monitoring dashboards list --filter="displayName=\"$DASHBOARD_TITLE\"" --format='value(name.basename())'
}
