# shellcheck shell=bash
# The API key of Closte. It is never in an argument or a file of ours: those who list processes, or
# read what a script says or leaves behind, must not see it.

phase_secret() {
  local key name state
  key=$(given_key)

  name=$(found "$API_KEY_SECRET" secrets describe "$API_KEY_SECRET" --format='value(name)')
  [[ -n $name ]] || change secrets create "$API_KEY_SECRET" --replication-policy=automatic

  state=$(state_of ENABLED secrets versions describe latest --secret="$API_KEY_SECRET" --format='value(state)')
  if [[ $state != ENABLED ]]; then
    add_first_key "$key"
  elif [[ -n $API_KEY_FILE ]]; then
    replace_key "$key"
  fi
}

add_first_key() {
  if [[ -z $API_KEY_FILE ]] && ! $DRY_RUN; then
    die "the secret $API_KEY_SECRET has no key; give the API key of Closte with --api-key-file FILE, or - for standard input"
  fi
  add_key "$1"
}

# A version that holds what the latest does would only be one more.
replace_key() {
  local current
  current=$(current_key)
  [[ $1 == "$current" ]] || add_key "$1"
}

add_key() { printf '%s' "$1" | change secrets versions add "$API_KEY_SECRET" --data-file=-; }

current_key() { answer '' secrets versions access latest --secret="$API_KEY_SECRET"; }

given_key() {
  local key
  if $DRY_RUN || [[ -z $API_KEY_FILE ]]; then return; fi
  key=$(cat -- "$API_KEY_FILE")
  key=${key%$'\r'}
  [[ $key =~ ^[[:graph:]]+$ ]] || die 'the API key must be one word, and nothing else'
  printf '%s' "$key"
}
