# shellcheck shell=bash
# Every command that goes to Google Cloud passes through here, so that a dry run shows each and calls
# none. What the caller has to set: PROJECT, DRY_RUN (true or false), and ASSUME, which is what a dry
# run takes to be there already: nothing, deployed (all as it should be) or outdated (all, but
# otherwise).

# What a dry run prints, whatever a function's own output is captured by.
exec 3>&1

# What gcloud says of something that is not there.
readonly NOT_FOUND='NOT_FOUND|status=\[404\]|[Nn]ot found|does not exist'
# What it says of something that was made a moment ago, which not all of Google Cloud has heard of.
readonly NOT_YET='does not exist|[Ss]ervice [Aa]gent|may take a few minutes|[Nn]ot found; gaia'
readonly TRIES=8
# Settable, so that nobody has to wait for a test.
readonly PAUSE_SECONDS=${CLOSTE_DEPLOY_PAUSE_SECONDS:-15}

SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT

say() { printf '%s\n' "$*" >&2; }

die() {
  say "$(basename "$0"): $*"
  exit 1
}

# Changes something. Standard input goes through; what gcloud says is for the reader, the thing itself
# that it prints after that is left out.
change() {
  local command=(gcloud "$@" --project="$PROJECT" --quiet)
  if $DRY_RUN; then
    print_command "${command[@]}"
    return
  fi
  say "+ $(quoted_command "${command[@]}")"
  "${command[@]}" >/dev/null
}

# The same for what may need something that was made a moment ago: waits for it, a few minutes at most.
change_when_ready() {
  local try
  for ((try = 1; ; try++)); do
    if change "$@" 2>&1 | tee "$SCRATCH/said" >&2; then return; fi
    if ((try == TRIES)) || ! grep -qE "$NOT_YET" "$SCRATCH/said"; then return 1; fi
    say "Not all of Google Cloud knows of it yet; again in $PAUSE_SECONDS s"
    sleep "$PAUSE_SECONDS"
  done
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
    "${command[@]}"
  fi
}

# What something is called, or nothing if there is no such thing: `found NAME_IN_A_DRY_RUN <command>`.
found() {
  local imagined=$1
  shift
  [[ $ASSUME != nothing ]] || imagined=''
  if $DRY_RUN; then
    answer "$imagined" "$@"
  elif ! answer '' "$@" 2>"$SCRATCH/said"; then
    grep -qE "$NOT_FOUND" "$SCRATCH/said" && return
    cat "$SCRATCH/said" >&2
    return 1
  fi
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
