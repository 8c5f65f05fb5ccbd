# shellcheck shell=bash
# The log-based metrics and the alerts, as infra/monitoring has them.

# Without "alpha" since some time in 2025.
POLICIES=(monitoring policies)

phase_monitoring() {
  local file channel=''
  ensure_metrics
  choose_policies
  if [[ -n $ALERT_EMAIL ]]; then channel=$(ensured_channel); fi
  for file in "$MONITORING"/alerts/*.yaml; do ensure_alert "$file" "$channel"; done
  $SOMEBODY_IS_TOLD || say 'WARNING: alerts fire, but nobody is told of them; give --alert-email'
}

SOMEBODY_IS_TOLD=false

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

# An older gcloud has them as alpha commands alone, with the same flags.
choose_policies() {
  if ! $DRY_RUN && ! gcloud "${POLICIES[@]}" --help >/dev/null 2>&1; then POLICIES=(alpha monitoring policies); fi
}

# An alert whose file has not changed is left alone: to update it ends the incidents that it has open.
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
  if [[ -n $told$channel ]]; then SOMEBODY_IS_TOLD=true; fi
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
      --channel-labels="email_address=$ALERT_EMAIL" --user-labels="$LABEL"
    name=$(answer CHANNEL "${query[@]}")
  fi
  printf '%s' "$name"
}
