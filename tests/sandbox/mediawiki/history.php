<?php
/**
 * Gives one wiki of a farm a past: accounts and revisions with their dates. Reads JSON from standard input:
 *
 *   {"accounts": [{"name", "registered", "groups": [...]}],
 *    "revisions": [{"title", "user", "timestamp", "summary", "text", "tags": [...], "minor"}, ...],
 *    "renames": [{"from", "to"}]}
 *
 * Revisions of a page come oldest first. They are imported as importDump.php does it, so timestamps, users and summaries
 * are kept; unlike there, change tags are, too. Prints the ids of the revisions as JSON.
 */

require_once getenv( 'ONELIB_MEDIAWIKI' ) . '/maintenance/Maintenance.php';

use MediaWiki\MediaWikiServices;

class ImportHistory extends Maintenance {
	public function execute(): void {
		$history = json_decode( stream_get_contents( STDIN ), true, 512, JSON_THROW_ON_ERROR );
		foreach ( $history['accounts'] ?? [] as $account ) {
			$this->createAccount( $account );
		}
		$revisions = $history['revisions'] ?? [];
		$last = array_flip( array_map( static fn ( $number ) => $revisions[$number]['title'], array_keys( $revisions ) ) );
		$ids = [];
		foreach ( $revisions as $number => $revision ) {
			$ids[] = $this->importRevision( $revision, $last[$revision['title']] === $number );
		}
		foreach ( $history['renames'] ?? [] as $rename ) {
			$this->rename( $rename['from'], $rename['to'] );
		}
		$this->output( json_encode( $ids ) );
	}

	private function createAccount( array $account ): void {
		$services = MediaWikiServices::getInstance();
		$user = $services->getUserFactory()->newFromName( $account['name'] );
		if ( !$user ) {
			$this->fatalError( "Not a name of an account: {$account['name']}" );
		}
		if ( !$user->isRegistered() ) {
			$user->addToDatabase();
		}
		$services->getUserGroupManager()->addUserToMultipleGroups( $user, $account['groups'] ?? [] );
		$this->getDB( DB_PRIMARY )->update( 'user', [ 'user_registration' => wfTimestamp( TS_MW, $account['registered'] ) ],
			[ 'user_id' => $user->getId() ], __METHOD__ );
	}

	/** Link tables are for the last revision of a page only. */
	private function importRevision( array $wanted, bool $isLast ): int {
		$services = MediaWikiServices::getInstance();
		$title = Title::newFromText( $wanted['title'] );
		if ( !$title || $title->isExternal() ) {
			$this->fatalError( "Not a title on this wiki: {$wanted['title']}" );
		}
		$revision = new WikiRevision( $services->getMainConfig() );
		$revision->setTitle( $title );
		$revision->setUsername( $wanted['user'] );
		$revision->setTimestamp( wfTimestamp( TS_MW, $wanted['timestamp'] ) );
		$revision->setComment( $wanted['summary'] );
		$revision->setMinor( $wanted['minor'] ?? false );
		$revision->setTags( $wanted['tags'] ?? [] );
		$revision->setContent( 'main', ContentHandler::makeContent( $wanted['text'], $title ) );
		$importer = $isLast ? $services->getWikiRevisionOldRevisionImporter()
			: $services->getWikiRevisionOldRevisionImporterNoUpdates();
		if ( !$importer->import( $revision ) ) {
			$this->fatalError( "{$wanted['title']} has its revision of {$wanted['timestamp']} already" );
		}
		return $services->getWikiPageFactory()->newFromTitle( $title )->getLatest();
	}

	/** As the extension Renameuser does it to accounts without pages; its log entry is what others learn of it. */
	private function rename( string $from, string $to ): void {
		$database = $this->getDB( DB_PRIMARY );
		$database->update( 'user', [ 'user_name' => $to ], [ 'user_name' => $from ], __METHOD__ );
		$database->update( 'actor', [ 'actor_name' => $to ], [ 'actor_name' => $from ], __METHOD__ );
		$entry = new ManualLogEntry( 'renameuser', 'renameuser' );
		$entry->setPerformer( User::newFromName( 'Admin' ) );
		$entry->setTarget( Title::makeTitle( NS_USER, $from ) );
		$entry->setParameters( [ '4::olduser' => $from, '5::newuser' => $to, '6::edits' => 0 ] );
		$entry->insert();
	}
}

$maintClass = ImportHistory::class;
require_once RUN_MAINTENANCE_IF_MAIN;
