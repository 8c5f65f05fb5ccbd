# shellcheck shell=bash
# Every command for Google Cloud passes through here, so that a dry run shows each and calls
# none, and so that each is tried again while a new permission or API may not have spread yet
# (propagation.sh). The caller sets PROJECT, DRY_RUN (true or false), and ASSUME, the state that a dry
# run assumes: nothing (nothing exists), deployed (all is as it should be) or outdated (all exists, with
# different values).

# The output of a dry run, which appears even if a function's own output is captured.
exec 3>&1

# gcloud's words about a resource that does not exist.
readonly NOT_FOUND='NOT_FOUND|status=\[404\]|[Nn]ot found|does not exist'

SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT

say() { printf '%s\n' "$*" >&2; }

die() {
  say "$(basename "$0"): $*"
  exit 1
}

# Changes something, and waits for the permissions and APIs that this needs. gcloud's messages are shown; the
# resource that it prints after them is not.
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

# The answer to a question that always has one: `answer IN_A_DRY_RUN <command>`.
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

# The name of a resource, or nothing if it does not exist: `found NAME_IN_A_DRY_RUN <command>`.
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

# Succeeds without output if gcloud says that the resource does not exist.
named_if_there() {
  if "$@" 2>"$SCRATCH/refusal"; then return; fi
  if grep -qE "$NOT_FOUND" "$SCRATCH/refusal"; then return; fi
  cat "$SCRATCH/refusal" >&2
  return 1
}

# The state of a resource, or nothing if it does not exist: `state_of WANTED <command>`.
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
