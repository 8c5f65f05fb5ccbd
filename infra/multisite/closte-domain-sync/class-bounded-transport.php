<?php
/**
 * HTTP where PHP has no curl.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

/**
 * What sends a request where PHP has no curl: it is over with the last byte of the answer, or at the deadline. It is a
 * transport of the library Requests, which WordPress uses.
 */
final class Bounded_Transport {

	/**
	 * When it has to be over.
	 *
	 * @var float
	 */
	private $deadline;

	/**
	 * Makes one, for one request.
	 *
	 * @param float $deadline Seconds since 1970.
	 */
	public function __construct( float $deadline ) {
		$this->deadline = $deadline;
	}

	/**
	 * Sends a request.
	 *
	 * @param string       $url     Where.
	 * @param array        $headers Headers.
	 * @param string|array $data    Body; not text if there is none.
	 * @param array        $options Options of Requests.
	 * @return string The answer as it came, headers and all.
	 */
	public function request( $url, $headers = array(), $data = array(), $options = array() ): string {
		$body     = is_string( $data ) ? $data : '';
		$parts    = wp_parse_url( $url );
		$headers += array(
			'Host'           => $parts['host'] . ( isset( $parts['port'] ) ? ":{$parts['port']}" : '' ),
			'User-Agent'     => $options['useragent'],
			'Content-Length' => strlen( $body ),
			'Connection'     => 'close',
		);
		$lines    = array( "{$options['type']} {$parts['path']} HTTP/1.1" );
		foreach ( $headers as $name => $value ) {
			$lines[] = "$name: $value";
		}
		// PHP warns of what fails here, and on a page that would be seen.
		set_error_handler( fn() => true ); // phpcs:ignore
		try {
			return $this->exchange( $this->connect( $parts, $options ), implode( "\r\n", $lines ) . "\r\n\r\n$body" );
		} finally {
			restore_error_handler();
		}
	}

	/**
	 * Connects within a second.
	 *
	 * @param array $parts   Of the URL.
	 * @param array $options Options of Requests: `verify` is the file of trusted authorities.
	 * @return resource
	 */
	private function connect( array $parts, array $options ) {
		$secure  = 'https' === $parts['scheme'];
		$port    = $parts['port'] ?? ( $secure ? 443 : 80 );
		$tls     = array( 'peer_name' => $parts['host'] );
		$tls    += is_string( $options['verify'] ?? null ) ? array( 'cafile' => $options['verify'] ) : array();
		$context = stream_context_create( array( 'ssl' => $tls ) );
		$address = ( $secure ? 'ssl' : 'tcp' ) . "://{$parts['host']}:$port";
		$socket  = stream_socket_client( $address, $code, $message, 1, STREAM_CLIENT_CONNECT, $context );
		if ( false === $socket ) {
			$this->fail( "no connection to {$parts['host']}" );
		}
		stream_set_blocking( $socket, false );
		return $socket;
	}

	/**
	 * Writes the request and reads the answer, both as they can be.
	 *
	 * @param resource $socket  The connection.
	 * @param string   $request The request.
	 */
	private function exchange( $socket, string $request ): string {
		$answer = '';
		while ( ! $this->is_whole( $answer ) && ! feof( $socket ) ) {
			if ( microtime( true ) >= $this->deadline ) {
				$this->fail( 'no answer in time' );
			}
			$request = (string) substr( $request, '' === $request ? 0 : (int) fwrite( $socket, $request ) ); // phpcs:ignore
			$block   = (string) fread( $socket, 65536 ); // phpcs:ignore
			$answer .= $block;
			if ( '' === $block ) {
				$read   = array( $socket );
				$write  = '' === $request ? array() : array( $socket );
				$except = array();
				stream_select( $read, $write, $except, 0, 50000 );
			}
		}
		fclose( $socket ); // phpcs:ignore
		return '' === $answer ? $this->fail( 'the connection ended without an answer' ) : $answer;
	}

	/**
	 * Whether it has all that its headers promise, or more than anybody needs.
	 *
	 * @param string $answer What has come.
	 */
	private function is_whole( string $answer ): bool {
		list( $head, $body ) = explode( "\r\n\r\n", $answer, 2 ) + array( '', null );
		if ( null === $body || strlen( $answer ) > 131072 ) {
			return null !== $body;
		}
		if ( preg_match( '/^content-length: *(\d+)/mi', $head, $length ) ) {
			return strlen( $body ) >= (int) $length[1];
		}
		return preg_match( '/^transfer-encoding: *chunked/mi', $head ) && preg_match( '/(^|\r\n)0\r\n\r\n$/D', $body );
	}

	/**
	 * Ends the request, with what WordPress takes for its failure.
	 *
	 * @param string $reason In words.
	 */
	private function fail( string $reason ): string {
		$exception = class_exists( 'WpOrg\Requests\Exception' ) ? 'WpOrg\Requests\Exception' : 'Requests_Exception'; // Since 6.2, before.
		throw new $exception( $reason, 'closte_domain_sync' );
	}
}
