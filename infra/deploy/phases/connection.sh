# shellcheck shell=bash
# Asks Closte from here whether it accepts the key that the functions will read. The key is only in the
# environment of that one process.

phase_connection() {
  local key url
  key=$(current_version "$API_KEY_SECRET")
  if $DRY_RUN; then return; fi

  url=$(setting_in "$(settings)" CLOSTE_API_URL)
  say 'Asking Closte whether it accepts the key'
  CLOSTE_API_URL=$url CLOSTE_CLIENT_API_KEY=$key node_modules/.bin/node infra/cli/main.ts test-connection >&2 ||
    die "everything is deployed, but Closte does not accept the key. Once you have one that it accepts, or Closte works again, finish this run with --only=secret,connection,multisite,arrival,dashboard --api-key-file=-"
}
