<?php
/**
 * Makes an abuse filter, or switches one off; the API can do neither. Reads JSON from standard input:
 *
 *   {"rules": "added_lines rlike 'x'", "action": "disallow" or "warn"}   prints the number of the new filter
 *   {"disable": 1}
 */

require_once getenv( 'ONELIB_MEDIAWIKI' ) . '/maintenance/Maintenance.php';

use MediaWiki\Extension\AbuseFilter\AbuseFilterServices;
use MediaWiki\Extension\AbuseFilter\Filter\MutableFilter;

class MakeAbuseFilter extends Maintenance {
	private const MESSAGES = [ 'disallow' => 'abusefilter-disallowed', 'warn' => 'abusefilter-warning' ];

	public function execute(): void {
		$wanted = json_decode( stream_get_contents( STDIN ), true, 512, JSON_THROW_ON_ERROR );
		if ( isset( $wanted['disable'] ) ) {
			$old = AbuseFilterServices::getFilterLookup()->getFilter( $wanted['disable'], false );
			$filter = MutableFilter::newFromParentFilter( $old );
			$filter->setEnabled( false );
		} else {
			$old = MutableFilter::newDefault();
			$filter = MutableFilter::newDefault();
			$filter->setName( 'A filter of the sandbox' );
			$filter->setGroup( 'default' );
			$filter->setRules( $wanted['rules'] );
			$filter->setActions( [ $wanted['action'] => [ self::MESSAGES[$wanted['action']] ] ] );
		}
		$status = AbuseFilterServices::getFilterStore()
			->saveFilter( User::newFromName( 'Admin' ), $old->getID(), $filter, $old );
		if ( !$status->isGood() ) {
			$this->fatalError( $status->getWikiText( false, false, 'en' ) );
		}
		$this->output( (string)$status->getValue()[0] );
	}
}

$maintClass = MakeAbuseFilter::class;
require_once RUN_MAINTENANCE_IF_MAIN;
