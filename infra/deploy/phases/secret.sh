# shellcheck shell=bash
# The API key of Closte, and the API key and secret of Ultimate Multisite. They are never in an argument
# or a file of ours: nobody may see them in a list of processes, in the output of a script or in its
# temporary files.

phase_secret() {
  local key credentials
  key=$(given "$API_KEY_FILE" '[[:graph:]]+' 'the API key must be one word, and nothing else')
  credentials=$(given "$MULTISITE_API_FILE" '[^:[:space:]]+:[[:graph:]]+' 'the API key and secret of the multisite must be written as key:secret, and nothing else')

  keep_secret "$API_KEY_SECRET" "$API_KEY_FILE" "$key" always 'no key; give the API key of Closte with --api-key-file FILE'
  keep_secret "$MULTISITE_SECRET" "$MULTISITE_API_FILE" "$credentials" "$MULTISITE_API_URL" 'nothing in it; give the API key and secret of the multisite with --multisite-api-file FILE'
}

# Creates a secret, and stores the given text in it: `keep_secret SECRET FILE TEXT NEEDED LACK`, where
# NEEDED is empty if the secret may stay empty, and LACK is the message for that case.
keep_secret() {
  local secret=$1 file=$2 text=$3 needed=$4 lack=$5 name state
  name=$(found "$secret" secrets describe "$secret" --format='value(name)')
  [[ -n $name ]] || change secrets create "$secret" --replication-policy=automatic --labels="$LABEL"
  [[ -n $needed || -n $file ]] || return 0

  state=$(state_of ENABLED secrets versions describe latest --secret="$secret" --format='value(state)')
  if [[ $state != ENABLED ]]; then
    if [[ -z $file ]] && ! $DRY_RUN; then die "the secret $secret has $lack, or - for standard input"; fi
    add_version "$secret" "$text"
  elif [[ -n $file ]]; then
    replace_version "$secret" "$text"
  fi
}

# Adds a version, unless the latest one has the same text.
replace_version() {
  local current
  current=$(current_version "$1")
  [[ $2 == "$current" ]] || add_version "$1" "$2"
}

add_version() { patiently store_text "$1" "$2"; }

store_text() { printf '%s' "$2" | change_now secrets versions add "$1" --data-file=-; }

current_version() { answer '' secrets versions access latest --secret="$1"; }

# The text in a file: `given FILE FORM REASON`. If the text does not have the form, the script ends with the reason.
given() {
  local file=$1 form=$2 reason=$3 text
  if $DRY_RUN || [[ -z $file ]]; then return; fi
  text=$(cat -- "$file")
  text=${text%$'\r'}
  [[ $text =~ ^$form$ ]] || die "$reason"
  printf '%s' "$text"
}
