<?php
/**
 * How a plugin in WordPress looks at domains: one after another, each with the system's resolver and a TLS
 * connection. `php one-after-another.php TLS-PORT DOMAINS CA-FILE`; prints the time that it took, as JSON.
 */

[, $port, $count, $authority] = $argv;

function look( string $name, int $port, string $authority ): void {
	$records = dns_get_record( $name, DNS_A );
	$context = stream_context_create(
		array(
			'ssl' => array(
				'cafile'            => $authority,
				'peer_name'         => $name,
				'capture_peer_cert' => true,
			),
		)
	);
	$address = $records[0]['ip'];
	$stream  = stream_socket_client( "ssl://$address:$port", $code, $reason, 10, STREAM_CLIENT_CONNECT, $context );
	if ( false === $stream ) {
		throw new RuntimeException( "$name: $reason" );
	}
	openssl_x509_parse( stream_context_get_params( $stream )['options']['ssl']['peer_certificate'] );
	fclose( $stream );
}

function cpu_ms(): float {
	$used = getrusage();
	return ( $used['ru_utime.tv_sec'] + $used['ru_stime.tv_sec'] ) * 1e3
		+ ( $used['ru_utime.tv_usec'] + $used['ru_stime.tv_usec'] ) / 1e3;
}

for ( $n = 0; $n < 20; $n++ ) {
	look( "shop-$n.example.com", (int) $port, $authority );
}
$started_at = hrtime( true );
$before     = cpu_ms();
for ( $n = 0; $n < $count; $n++ ) {
	look( "shop-$n.example.com", (int) $port, $authority );
}
echo json_encode(
	array(
		'domains' => (int) $count,
		'ms'      => ( hrtime( true ) - $started_at ) / 1e6,
		'cpuMs'   => cpu_ms() - $before,
	)
), "\n";
