# shellcheck shell=bash
# The log-based metrics and the alerts in infra/monitoring.

# Since some time in 2025, the command no longer needs "alpha".
POLICIES=(monitoring policies)

phase_monitoring() {
  local file channel=''
  ensure_metrics
  choose_policies
  if [[ -n $ALERT_EMAIL ]]; then channel=$(ensured_channel); fi
  for file in "$MONITORING"/alerts/*.yaml; do ensure_alert "$file" "$channel"; done
  $REACHES_SOMEBODY || say 'WARNING: alerts fire, but reach nobody; give --alert-email'
}

REACHES_SOMEBODY=false

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

# An older gcloud has these only as alpha commands, with the same flags.
choose_policies() {
  if ! $DRY_RUN && ! gcloud "${POLICIES[@]}" --help >/dev/null 2>&1; then POLICIES=(alpha monitoring policies); fi
}

# An alert whose file has not changed is left alone: an update would close its open incidents.
# Notification channels may have been changed by hand, and stay.
ensure_alert() {
  local file=$1 channel=$2 alert content imagined known name state told
  alert=$(basename "$file" .yaml)
  content=$(cksum <"$file" | cut -d ' ' -f 1)
  imagined=$content
  [[ $ASSUME != outdated ]] || imagined=outdated
  known=$(found "ALERT_$alert|$imagined|$channel" "${POLICIES[@]}" list --filter="userLabels.alert=$alert" \
    --format='value[separator="|"](name.basename(),userLabels.content,notificationChannels.list())')
  IFS='|' read -r name state told <<<"$known"
  if [[ -n $told$channel ]]; then REACHES_SOMEBODY=true; fi
  if [[ -z $name ]]; then
    change "${POLICIES[@]}" create --policy-from-file="$file" \
      --user-labels="$LABEL,alert=$alert,content=$content" ${channel:+"--notification-channels=$channel"}
  elif [[ $state != "$content" ]]; then
    told=$(joined "$told" "$channel")
    change "${POLICIES[@]}" update "$name" --policy-from-file="$file" \
      --update-user-labels="$LABEL,alert=$alert,content=$content" ${told:+"--set-notification-channels=$told"}
  elif [[ $(joined "$told" "$channel") != "$told" ]]; then
    change "${POLICIES[@]}" update "$name" --add-notification-channels="$channel"
  fi
}

# Joins two comma-separated lists, the second with at most one item, without repeating that item.
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
      --channel-labels="email_address=$ALERT_EMAIL" --user-labels="$LABEL"
    name=$(answer CHANNEL "${query[@]}")
  fi
  printf '%s' "$name"
}
