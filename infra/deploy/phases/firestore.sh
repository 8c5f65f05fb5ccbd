# shellcheck shell=bash
# The database, its backups, its indexes, and the expiry of its documents.

phase_firestore() {
  local collection field
  ensure_database
  $NO_BACKUPS || ensure_backup
  for collection in "${EXPIRING_COLLECTIONS[@]}"; do ensure_ttl "$collection"; done
  for field in "${UNINDEXED_FIELDS[@]}"; do ensure_no_index "$field"; done
  ensure_shard_indexes
}

ensure_database() {
  local known mode protected protection=(--delete-protection --enable-pitr)
  if $NO_BACKUPS; then protection=(); fi
  protected='DELETE_PROTECTION_ENABLED|POINT_IN_TIME_RECOVERY_ENABLED'
  known=$(found "FIRESTORE_NATIVE|$(if [[ $ASSUME == deployed ]]; then printf '%s' "$protected"; fi)" firestore databases describe --database="$DATABASE" \
    --format='value[separator="|"](type,deleteProtectionState,pointInTimeRecoveryEnablement)')
  mode=${known%%|*}
  case $mode in
    '')
      change firestore databases create --database="$DATABASE" --location="$FIRESTORE_LOCATION" --type=firestore-native \
        ${protection[@]+"${protection[@]}"}
      ;;
    FIRESTORE_NATIVE)
      if ! $NO_BACKUPS && [[ $known != "$mode|$protected" ]]; then
        change firestore databases update --database="$DATABASE" "${protection[@]}"
      fi
      ;;
    *) die "the Firestore database $DATABASE of $PROJECT is in another mode ($mode), which cannot be changed; use another project" ;;
  esac
}

# A database can have only one daily backup schedule, so an existing one is kept.
ensure_backup() {
  local schedules
  schedules=$(state_of daily firestore backups schedules list --database="$DATABASE" \
    --format='value(weeklyRecurrence.yesno(yes=weekly,no=daily))')
  if ! grep -qx daily <<<"$schedules"; then
    change firestore backups schedules create --database="$DATABASE" --recurrence=daily --retention=7d
  fi
}

# The policy takes effect some ten minutes later, and nothing waits for it.
ensure_ttl() {
  local collection=$1 state
  state=$(state_of ACTIVE firestore fields ttls list --database="$DATABASE" --collection-group="$collection" \
    --filter='name:/fields/expireAt' --format='value(ttlConfig.state)')
  case $state in
    ACTIVE | CREATING) ;;
    *) change firestore fields ttls update expireAt --database="$DATABASE" --collection-group="$collection" --enable-ttl --async ;;
  esac
}

ensure_no_index() {
  local field=$1 inherits
  inherits=$(state_of False firestore indexes fields describe "$field" --database="$DATABASE" --collection-group=domains \
    --format='value(indexConfig.usesAncestorConfig.yesno(yes=True,no=False))')
  if [[ $inherits != False ]]; then
    change firestore indexes fields update "$field" --database="$DATABASE" --collection-group=domains --disable-indexes --async
  fi
}

ensure_shard_indexes() {
  local known field
  known=$(shard_indexes | cut -d '|' -f 2)
  for field in "${FIELDS_WITH_SHARD[@]}"; do
    if grep -qx -- "$field" <<<"$known"; then continue; fi
    change firestore indexes composite create --database="$DATABASE" --collection-group=domains --query-scope=collection \
      --field-config=field-path=shard,order=ascending --field-config="field-path=$field,order=ascending" --async
  done
}

# The existing indexes that begin with the shard, as `id|field`, one a line.
shard_indexes() {
  local imagined=''
  if [[ $ASSUME == deployed ]]; then imagined=$(printf 'SHARD_INDEX|%s\n' "${FIELDS_WITH_SHARD[@]}"); fi
  found "$imagined" firestore indexes composite list --database="$DATABASE" \
    --filter='name:/collectionGroups/domains/ AND fields[0].fieldPath=shard' \
    --format='value[separator="|"](name.basename(),fields[1].fieldPath)'
}
