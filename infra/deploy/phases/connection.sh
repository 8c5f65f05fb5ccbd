# shellcheck shell=bash
# Whether Closte takes the key that the functions will read, asked from here. The key is in the
# environment of that one process alone.

phase_connection() {
  local key url
  key=$(current_version "$API_KEY_SECRET")
  if $DRY_RUN; then return; fi

  url=$(setting_in "$(settings)" CLOSTE_API_URL)
  say 'Asking Closte whether the key is good'
  CLOSTE_API_URL=$url CLOSTE_CLIENT_API_KEY=$key node_modules/.bin/node infra/cli/main.ts test-connection >&2 ||
    die "all is deployed, but Closte does not take the key. Once you have one that it takes, or it is in order again: --only=secret,connection,multisite,arrival,dashboard --api-key-file=-"
}
