# shellcheck shell=bash
# Every command that goes to Google Cloud passes through here, so that a dry run shows each and calls
# none; and each is tried again for as long as what it needs may not be known everywhere
# (propagation.sh). What the caller has to set: PROJECT, DRY_RUN (true or false), and ASSUME, which is what a dry
# run takes to be there already: nothing, deployed (all as it should be) or outdated (all, but
# otherwise).

# What a dry run prints, whatever a function's own output is captured by.
exec 3>&1

# What gcloud says of something that is not there.
readonly NOT_FOUND='NOT_FOUND|status=\[404\]|[Nn]ot found|does not exist'

SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT

say() { printf '%s\n' "$*" >&2; }

die() {
  say "$(basename "$0"): $*"
  exit 1
}

# Changes something, and waits for what that needs. What gcloud says is for the reader, the thing itself
# that it prints after that is left out.
change() { patiently change_now "$@"; }

# The same without waiting. Standard input goes through.
change_now() {
  local command=(gcloud "$@" --project="$PROJECT" --quiet)
  if $DRY_RUN; then
    print_command "${command[@]}"
    return
  fi
  say "+ $(quoted_command "${command[@]}")"
  "${command[@]}" >/dev/null
}

# The answer to a question, which has one: `answer IN_A_DRY_RUN <command>`.
answer() {
  local imagined=$1
  shift
  local command=(gcloud "$@" --project="$PROJECT" --quiet)
  if $DRY_RUN; then
    print_command "${command[@]}"
    printf '%s\n' "$imagined"
  else
    patiently "${command[@]}"
  fi
}

# What something is called, or nothing if there is no such thing: `found NAME_IN_A_DRY_RUN <command>`.
found() {
  local imagined=$1
  shift
  [[ $ASSUME != nothing ]] || imagined=''
  if $DRY_RUN; then
    answer "$imagined" "$@"
  else
    patiently named_if_there gcloud "$@" --project="$PROJECT" --quiet
  fi
}

# Succeeds with nothing where gcloud says that there is no such thing.
named_if_there() {
  if "$@" 2>"$SCRATCH/refusal"; then return; fi
  if grep -qE "$NOT_FOUND" "$SCRATCH/refusal"; then return; fi
  cat "$SCRATCH/refusal" >&2
  return 1
}

# The state that something is in, or nothing if there is no such thing: `state_of WANTED <command>`.
state_of() {
  local imagined=$1
  shift
  [[ $ASSUME != outdated ]] || imagined=outdated
  found "$imagined" "$@"
}

print_command() { quoted_command "$@" >&3; }

# A command on a line, as a shell reads it.
quoted_command() {
  local word line=''
  for word; do line+=" $(quoted "$word")"; done
  printf '%s\n' "${line# }"
}

quoted() {
  local word=$1 flag=''
  if [[ $word =~ ^[A-Za-z0-9_./:=@%+,-]+$ ]]; then
    printf '%s' "$word"
    return
  fi
  if [[ $word =~ ^(--[a-z-]+=)(.*)$ ]]; then
    flag=${BASH_REMATCH[1]}
    word=${BASH_REMATCH[2]}
  fi
  printf "%s'%s'" "$flag" "${word//\'/\'\\\'\'}"
}
