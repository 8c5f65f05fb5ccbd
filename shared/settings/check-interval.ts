/** The time between the checks of one domain, in seconds; Ultimate Multisite offers no others. */
export const DNS_CHECK_INTERVAL = { least: 10, most: 300, usual: 300 } as const;
