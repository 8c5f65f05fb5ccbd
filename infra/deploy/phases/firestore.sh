# shellcheck shell=bash
# The database, and what Firestore does with its documents by itself.

phase_firestore() {
  local mode collection
  mode=$(found FIRESTORE_NATIVE firestore databases describe --database="$DATABASE" --format='value(type)')
  case $mode in
    '') change firestore databases create --database="$DATABASE" --location="$FIRESTORE_LOCATION" --type=firestore-native ;;
    FIRESTORE_NATIVE) ;;
    *) die "the Firestore database $DATABASE of $PROJECT is in another mode ($mode), which cannot be changed; use another project" ;;
  esac
  for collection in "${EXPIRING_COLLECTIONS[@]}"; do ensure_ttl "$collection"; done
  ensure_no_index
}

# It takes effect some ten minutes later, and nothing waits for it.
ensure_ttl() {
  local collection=$1 state
  state=$(state_of ACTIVE firestore fields ttls list --database="$DATABASE" --collection-group="$collection" \
    --filter='name:/fields/expireAt' --format='value(ttlConfig.state)')
  case $state in
    ACTIVE | CREATING) ;;
    *) change firestore fields ttls update expireAt --database="$DATABASE" --collection-group="$collection" --enable-ttl --async ;;
  esac
}

# Nothing is looked for in a domain's record, and an entry in an index for each of its values would
# cost more than the record.
ensure_no_index() {
  local inherits
  inherits=$(state_of False firestore indexes fields describe record --database="$DATABASE" --collection-group=domains \
    --format='value(indexConfig.usesAncestorConfig.yesno(yes=True,no=False))')
  if [[ $inherits != False ]]; then
    change firestore indexes fields update record --database="$DATABASE" --collection-group=domains --disable-indexes --async
  fi
}
