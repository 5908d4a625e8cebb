<?php
/**
 * The farm's front controller: PHP's built-in server asks it about every request.
 *
 * /CODE/{index,api,load,rest}.php and /CODE/wiki/TITLE go to MediaWiki, /CODE/{resources,skins,extensions}/... are files
 * of MediaWiki, /_farm/... is the farm's own, and / lists the wikis.
 */

namespace Onelib\Farm;

const ENTRY_POINTS = [ 'index.php', 'api.php', 'load.php', 'rest.php' ];
const STATIC_FILES = '#^(?:resources|skins|extensions)/.+\.(css|gif|html|jpg|js|json|png|svg|ttf|woff2?)$#';
const CONTENT_TYPES = [
	'css' => 'text/css; charset=utf-8', 'gif' => 'image/gif', 'html' => 'text/html; charset=utf-8',
	'jpg' => 'image/jpeg', 'js' => 'text/javascript; charset=utf-8', 'json' => 'application/json',
	'png' => 'image/png', 'svg' => 'image/svg+xml', 'ttf' => 'font/ttf', 'woff' => 'font/woff',
	'woff2' => 'font/woff2',
];

/** A string parameter of the request, wherever it came from: PHP itself has read urlencoded and multipart bodies. */
function parameter( string $name ): string {
	$value = $_POST[$name] ?? $_GET[$name] ?? '';
	return is_string( $value ) ? $value : '';
}

/** The values of a multi-value API parameter, which are separated by | or, if they start with it, by U+001F. */
function values( string $name ): array {
	$value = parameter( $name );
	$separator = str_starts_with( $value, "\u{1F}" ) ? "\u{1F}" : '|';
	return array_values( array_filter( explode( $separator, $value ), 'strlen' ) );
}

/** What a request costs, in the words of the API. */
function describe( string $wiki, string $entry ): array {
	$record = [
		'wiki' => $wiki,
		'method' => $_SERVER['REQUEST_METHOD'],
		'entry' => basename( $entry, '.php' ),
		'action' => parameter( 'action' ),
		'agent' => $_SERVER['HTTP_USER_AGENT'] ?? '',
	];
	if ( $record['entry'] === 'api' && $record['action'] === 'query' ) {
		foreach ( [ 'prop', 'list', 'meta' ] as $kind ) {
			$record[$kind] = values( $kind );
		}
		$record['generator'] = parameter( 'generator' );
		$contentWanted = array_merge( values( 'rvprop' ), values( 'grvprop' ), values( 'arvprop' ) );
		$record['content'] = in_array( 'content', $contentWanted, true );
	}
	return $record;
}

function record_request( string $wiki, string $entry ): void {
	$line = json_encode( describe( $wiki, $entry ), JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE );
	file_put_contents( log_file(), "$line\n", FILE_APPEND | LOCK_EX );
}

function log_file(): string {
	return getenv( 'ONELIB_FARM_DIR' ) . '/requests.jsonl';
}

function send( string $type, string $body, int $status = 200 ): void {
	http_response_code( $status );
	header( "Content-Type: $type" );
	header( 'Content-Length: ' . strlen( $body ) );
	echo $body;
}

/** What tests and the farm's own Python code ask of the controller. */
function serve_farm( string $path ): void {
	$lines = is_file( log_file() ) ? file( log_file(), FILE_IGNORE_NEW_LINES ) : [];
	switch ( "{$_SERVER['REQUEST_METHOD']} $path" ) {
		case 'GET ping':
			send( 'text/plain', getenv( 'ONELIB_FARM_DIR' ) );
			break;
		case 'GET requests':
			send( 'application/json', '[' . implode( ',', $lines ) . ']' );
			break;
		case 'POST requests/reset':
			file_put_contents( log_file(), '', LOCK_EX );
			send( 'application/json', '[]' );
			break;
		default:
			send( 'text/plain', 'The farm knows: GET ping, GET requests, POST requests/reset', 404 );
	}
}

function serve_static( string $path, string $extension ): void {
	$file = getenv( 'ONELIB_MEDIAWIKI' ) . "/$path";
	if ( str_contains( $path, '..' ) || !is_file( $file ) ) {
		send( 'text/plain', 'No such file', 404 );
		return;
	}
	header( 'Cache-Control: public, max-age=86400' );
	header( 'Content-Type: ' . CONTENT_TYPES[$extension] );
	header( 'Content-Length: ' . filesize( $file ) );
	readfile( $file );
}

/** Prepares for MediaWiki's entry point; returns its file, which the global scope must load. */
function enter_mediawiki( string $wiki, string $entry ): string {
	record_request( $wiki, $entry );
	define( 'ONELIB_FARM_WIKI', $wiki );
	$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = "/$wiki/$entry";
	$_SERVER['SCRIPT_FILENAME'] = getenv( 'ONELIB_MEDIAWIKI' ) . "/$entry";
	chdir( getenv( 'ONELIB_MEDIAWIKI' ) );
	return $_SERVER['SCRIPT_FILENAME'];
}

/** Answers what is not MediaWiki's, and returns the entry point to load for what is. */
function route( string $path ): ?string {
	if ( $path === '/' ) {
		send( CONTENT_TYPES['html'], file_get_contents( getenv( 'ONELIB_FARM_DIR' ) . '/index.html' ) );
		return null;
	}
	if ( $path === '/favicon.ico' ) {
		send( 'image/x-icon', '' );
		return null;
	}
	[ $wiki, $rest ] = explode( '/', ltrim( $path, '/' ), 2 ) + [ 1 => '' ];
	if ( $wiki === '_farm' ) {
		serve_farm( $rest );
		return null;
	}
	if ( !in_array( $wiki, explode( ' ', getenv( 'ONELIB_FARM_WIKIS' ) ), true ) ) {
		send( 'text/plain', 'No such wiki', 404 );
		return null;
	}
	$first = explode( '/', $rest, 2 )[0];
	if ( in_array( $first, ENTRY_POINTS, true ) ) {
		return enter_mediawiki( $wiki, $first );
	}
	if ( $first === 'wiki' || $first === '' ) {
		return enter_mediawiki( $wiki, 'index.php' );
	}
	preg_match( STATIC_FILES, $rest, $match );
	$match ? serve_static( $rest, $match[1] ) : send( 'text/plain', 'Not found', 404 );
	return null;
}

// The path as sent, undecoded: titles may hold %3F, and MediaWiki decodes REQUEST_URI itself.
$onelibEntry = route( explode( '?', $_SERVER['REQUEST_URI'], 2 )[0] );
if ( $onelibEntry !== null ) {
	require $onelibEntry;
}
