# shellcheck shell=bash
# The log-based metrics, the dashboard and the alerts, as infra/monitoring has them.

phase_monitoring() {
  local file channel=''
  ensure_metrics
  ensure_dashboard
  if [[ -n $ALERT_EMAIL ]]; then channel=$(ensured_channel); fi
  for file in "$MONITORING"/alerts/*.yaml; do ensure_alert "$file" "$channel"; done
}

ensure_metrics() {
  local known file metric verb
  known=$(found "$(basename -a -s .yaml "$MONITORING"/metrics/*)" logging metrics list --format='value(name)')
  for file in "$MONITORING"/metrics/*.yaml; do
    metric=$(basename "$file" .yaml)
    verb=create
    if grep -qx "$metric" <<<"$known"; then verb=update; fi
    change logging metrics "$verb" "$metric" --config-from-file="$file"
  done
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

# An alert whose file has not changed is left alone: to update it ends the incidents that it has open.
# Notification channels may have been changed by hand, and stay.
ensure_alert() {
  local file=$1 channel=$2 alert content imagined known name state told
  alert=$(basename "$file" .yaml)
  content=$(cksum <"$file" | cut -d ' ' -f 1)
  imagined=$content
  [[ $ASSUME != outdated ]] || imagined=outdated
  known=$(found "ALERT_$alert|$imagined|$channel" alpha monitoring policies list --filter="userLabels.alert=$alert" \
    --format='value[separator="|"](name.basename(),userLabels.content,notificationChannels.list())')
  IFS='|' read -r name state told <<<"$known"
  if [[ -z $name ]]; then
    change alpha monitoring policies create --policy-from-file="$file" \
      --user-labels="alert=$alert,content=$content" ${channel:+"--notification-channels=$channel"}
  elif [[ $state != "$content" ]]; then
    told=$(joined "$told" "$channel")
    change alpha monitoring policies update "$name" --policy-from-file="$file" \
      --update-user-labels="alert=$alert,content=$content" ${told:+"--set-notification-channels=$told"}
  elif [[ $(joined "$told" "$channel") != "$told" ]]; then
    change alpha monitoring policies update "$name" --add-notification-channels="$channel"
  fi
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
