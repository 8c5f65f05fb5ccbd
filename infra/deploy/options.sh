# shellcheck shell=bash
# shellcheck disable=SC2034 # The scripts that source this file use its variables.
# The flags of deploy.sh and teardown.sh, and how both read them.

PROJECT=''
REGION=''
DRY_RUN=false
ASSUME=nothing

# Calls take_flag, which the script defines, with each flag and its value; take_flag fails for an unknown
# flag.
read_flags() {
  local flag value
  while [[ $# -gt 0 ]]; do
    flag=${1%%=*}
    case $1 in
      --help | -h) usage && exit ;;
      --dry-run | --delete-data | --yes | --no-backups | --verify-callers) value=true ;;
      --*=*) value=${1#*=} ;;
      --*)
        [[ $# -gt 1 && $2 != --* ]] || refuse "$flag needs a value"
        value=$2
        shift
        ;;
      *) refuse "$1 is not a flag" ;;
    esac
    shift
    take_flag "$flag" "$value" || refuse "there is no flag $flag"
  done
}

need_project_and_region() {
  need_form --project "$PROJECT" '([a-z0-9.-]+:)?[a-z][a-z0-9-]*'
  need_form --region "$REGION" '[a-z]+-[a-z]+[0-9]+'
}

need_form() {
  local flag=$1 value=$2 form=$3
  [[ -n $value ]] || refuse "$flag is missing"
  [[ $value =~ ^($form)$ ]] || refuse "$flag cannot be $value"
}

# A file to read, or - for standard input.
need_file() {
  [[ -z $2 || $2 == - || (-f $2 && -r $2) || -p $2 ]] || refuse "$1: there is no file $2 that can be read"
}

refuse() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  printf 'For help: %s --help\n' "$0" >&2
  exit 2
}

# The scripts change to the root of the project, where a relative path would mean something else.
absolute() {
  case $1 in
    '' | - | /*) printf '%s' "$1" ;;
    *) printf '%s/%s' "$PWD" "$1" ;;
  esac
}
