<?php
/**
 * Fills one wiki of a farm: accounts, main page, pages. Reads JSON from standard input:
 *
 *   {"accounts": [{"name", "password", "groups": [...], "bot_password": {"app_id", "password", "grants"}}],
 *    "main_page": "wikitext", "pages": {"Template:Fact": "wikitext", ...}, "keep": ["Project:X", ...]}
 *
 * Titles come with canonical (English) namespace names. Pages named in "keep" are left alone if they exist.
 */

require_once getenv( 'ONELIB_MEDIAWIKI' ) . '/maintenance/Maintenance.php';

use MediaWiki\MediaWikiServices;

class SeedWiki extends Maintenance {
	private const SUMMARY = 'A page of the sandbox';

	public function execute(): void {
		$seed = json_decode( stream_get_contents( STDIN ), true, 512, JSON_THROW_ON_ERROR );
		foreach ( $seed['accounts'] ?? [] as $account ) {
			$this->createAccount( $account );
		}
		if ( isset( $seed['main_page'] ) ) {
			$this->replaceMainPage( $seed['main_page'] );
		}
		foreach ( $seed['pages'] ?? [] as $name => $text ) {
			$this->savePage( (string)$name, $text, in_array( $name, $seed['keep'] ?? [], true ) );
		}
	}

	private function createAccount( array $account ): void {
		$services = MediaWikiServices::getInstance();
		$user = $services->getUserFactory()->newFromName( $account['name'] );
		if ( $user->isRegistered() ) {
			return;
		}
		$user->addToDatabase();
		$status = $user->changeAuthenticationData( [
			'username' => $user->getName(),
			'password' => $account['password'],
			'retype' => $account['password'],
		] );
		$this->insist( $status, $account['name'] );
		$services->getUserGroupManager()->addUserToMultipleGroups( $user, $account['groups'] );
		if ( isset( $account['bot_password'] ) ) {
			$this->createBotPassword( $account['name'], $account['bot_password'] );
		}
	}

	private function createBotPassword( string $name, array $settings ): void {
		$botPassword = BotPassword::newUnsaved( [
			'username' => $name,
			'appId' => $settings['app_id'],
			'grants' => $settings['grants'],
		] );
		$hash = MediaWikiServices::getInstance()->getPasswordFactory()->newFromPlaintext( $settings['password'] );
		$this->insist( $botPassword->save( 'insert', $hash ), "$name@{$settings['app_id']}" );
	}

	/** The base from which the wiki was copied has an English main page. */
	private function replaceMainPage( string $text ): void {
		$mainPage = Title::newMainPage();
		$english = Title::newFromText( 'Main Page' );
		if ( $english->exists() && !$english->equals( $mainPage ) ) {
			$page = MediaWikiServices::getInstance()->getWikiPageFactory()->newFromTitle( $english );
			$page->doDeleteArticleReal( self::SUMMARY, $this->author() );
		}
		$this->savePage( $mainPage->getPrefixedText(), $text, false );
	}

	private function savePage( string $name, string $text, bool $keep ): void {
		$title = Title::newFromText( $name );
		if ( !$title || $title->isExternal() ) {
			$this->fatalError( "Not a title on this wiki: $name" );
		}
		if ( $keep && $title->exists() ) {
			return;
		}
		$page = MediaWikiServices::getInstance()->getWikiPageFactory()->newFromTitle( $title );
		$content = ContentHandler::makeContent( $text, $title );
		$status = $page->doUserEditContent( $content, $this->author(), self::SUMMARY, EDIT_SUPPRESS_RC );
		$this->insist( $status, $name );
	}

	private function author(): User {
		return User::newFromName( 'Admin' );
	}

	private function insist( Status $status, string $what ): void {
		if ( !$status->isOK() ) {
			$this->fatalError( "$what: " . $status->getWikiText( false, false, 'en' ) );
		}
	}
}

$maintClass = SeedWiki::class;
require_once RUN_MAINTENANCE_IF_MAIN;
