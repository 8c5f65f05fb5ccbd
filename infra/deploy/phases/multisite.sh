# shellcheck shell=bash
# The settings with which the multisite publishes its events, and a key if a flag asks for one.

phase_multisite() {
  if $DRY_RUN; then wp_config | sed '/^$/d; s/^/#   /' >&3; else wp_config; fi
  if [[ -n $PUBLISHER_KEY_FILE ]]; then ensure_publisher_key; fi
}

# A key never expires, so there should be only one; it is created only if a flag asks for it.
ensure_publisher_key() {
  if [[ -e $PUBLISHER_KEY_FILE ]]; then
    say "$PUBLISHER_KEY_FILE exists already, so no other key is created"
    return
  fi
  (umask 077 && change iam service-accounts keys create "$PUBLISHER_KEY_FILE" \
    --iam-account="$(account_email "$PUBLISHER_ACCOUNT")") ||
    die 'everything is deployed, but no key could be created, for the reason above. If the organization forbids keys, infra/deploy/README.md names the alternatives: "How WordPress publishes". Finish this run with --only=arrival,dashboard'
}

wp_config() {
  cat <<END

Copy the key of the service account $(account_email "$PUBLISHER_ACCOUNT"), or an
alternative to it (infra/deploy/README.md, "How WordPress publishes"), to the web server, outside the
web root, readable by PHP alone. Then put into wp-config.php, above "That's all, stop editing!":

define( 'CLOSTE_SYNC_PROJECT', '$PROJECT' );
define( 'CLOSTE_SYNC_TOPIC', '$EVENTS_TOPIC' );
define( 'CLOSTE_SYNC_CREDENTIALS', '/path/outside/the/web/root/closte-sync.json' );

END
}
