# shellcheck shell=bash
# The log-based metrics, the dashboard and the alerts, as infra/monitoring has them.

phase_monitoring() {
  local file channel=''
  for file in "$MONITORING"/metrics/*.yaml; do ensure_metric "$file"; done
  ensure_dashboard
  if [[ -n $ALERT_EMAIL ]]; then channel=$(ensured_channel); fi
  for file in "$MONITORING"/alerts/*.yaml; do ensure_alert "$file" "$channel"; done
}

ensure_metric() {
  local file=$1 metric name verb=update
  metric=$(basename "$file" .yaml)
  name=$(found "$metric" logging metrics describe "$metric" --format='value(name)')
  [[ -n $name ]] || verb=create
  change logging metrics "$verb" "$metric" --config-from-file="$file"
}

ensure_dashboard() {
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

# An alert that has not changed is left alone: to update it ends the incidents that it has open. Who
# is told may have been changed by hand, and stays.
ensure_alert() {
  local file=$1 channel=$2 alert content name state told
  alert=$(basename "$file" .yaml)
  content=$(cksum <"$file" | cut -d ' ' -f 1)
  name=$(alert_named "$alert")
  if [[ -z $name ]]; then
    change alpha monitoring policies create --policy-from-file="$file" \
      --user-labels="alert=$alert,content=$content" ${channel:+"--notification-channels=$channel"}
    return
  fi
  state=$(state_of "$content" alpha monitoring policies describe "$name" --format='value(userLabels.content)')
  told=$(answer '' alpha monitoring policies describe "$name" --format='value(notificationChannels.list())')
  told=$(joined "$told" "$channel")
  if [[ $state != "$content" ]]; then
    change alpha monitoring policies update "$name" --policy-from-file="$file" \
      --update-user-labels="alert=$alert,content=$content" ${told:+"--set-notification-channels=$told"}
  elif [[ -n $channel ]]; then
    change alpha monitoring policies update "$name" --set-notification-channels="$told"
  fi
}

alert_named() {
  found "ALERT_$1" alpha monitoring policies list --filter="userLabels.alert=$1" --format='value(name.basename())'
}

# Two lists with commas between, the second of one item at most, as one without that item twice.
joined() {
  case ",$1," in
    ,,) printf '%s' "$2" ;;
    *",$2,"*) printf '%s' "$1" ;;
    *) printf '%s' "$1${2:+,$2}" ;;
  esac
}

ensured_channel() {
  local name query=(
    beta monitoring channels list --type=email --filter="labels.email_address=\"$ALERT_EMAIL\"" --format='value(name)'
  )
  name=$(found CHANNEL "${query[@]}")
  if [[ -z $name ]]; then
    change beta monitoring channels create --type=email --display-name="$DASHBOARD_TITLE" \
      --channel-labels="email_address=$ALERT_EMAIL" --user-labels=app=closte-domain-sync
    name=$(answer CHANNEL "${query[@]}")
  fi
  printf '%s' "$name"
}
