<?php
/**
 * One configuration for every wiki of a farm. The router (web) or the environment (maintenance) says which wiki is
 * meant, and the environment says which farm: several farms share this file.
 */

if ( !defined( 'MEDIAWIKI' ) ) {
	exit;
}

$farmDirectory = getenv( 'ONELIB_FARM_DIR' );
// Who comes through a proxy finds its port in all addresses, as if the wikis lived there.
$farmPort = (int)( parse_url( 'http://' . ( $_SERVER['HTTP_HOST'] ?? '' ), PHP_URL_PORT ) ?:
	getenv( 'ONELIB_FARM_PORT' ) );
$farmWikis = explode( ' ', getenv( 'ONELIB_FARM_WIKIS' ) );
$farmWiki = defined( 'ONELIB_FARM_WIKI' ) ? ONELIB_FARM_WIKI : getenv( 'ONELIB_FARM_WIKI' );
$farmSecrets = json_decode( file_get_contents( "$farmDirectory/secrets.json" ), true );
$farmIsMeta = $farmWiki === 'meta';
// The base is the empty wiki of which every other is a copy; it is never served.
$farmIsEnglish = $farmIsMeta || $farmWiki === 'base';

// ---- Who it is ----
$projectNames = [
	'bg' => 'Уикипедия', 'cs' => 'Wikipedie', 'el' => 'Βικιπαίδεια', 'hu' => 'Wikipédia', 'ka' => 'ვიკიპედია',
	'ltg' => 'Vikipedeja', 'lt' => 'Vikipedija', 'lv' => 'Vikipēdija', 'mk' => 'Википедија', 'ru' => 'Википедия',
	'sk' => 'Wikipédia', 'sl' => 'Wikipedija', 'sr' => 'Википедија', 'uk' => 'Вікіпедія', 'be' => 'Вікіпедыя',
	'be-tarask' => 'Вікіпэдыя', 'hr' => 'Wikipedija', 'bs' => 'Wikipedia', 'et' => 'Vikipeedia', 'hy' => 'Վիքիպեդիա',
	'tr' => 'Vikipedi', 'eo' => 'Vikipedio',
];
$wgSitename = $farmIsMeta ? 'Meta' : ( $projectNames[$farmWiki] ?? 'Wikipedia' );
$wgMetaNamespace = str_replace( ' ', '_', $wgSitename );
// Where MediaWiki cannot decline the name by itself.
$projectTalkNames = [
	'cs' => 'Diskuse_k_Wikipedii', 'pl' => 'Dyskusja_Wikipedii', 'sk' => 'Diskusia_k_Wikipédii',
	'sr' => 'Разговор_о_Википедији', 'ka' => 'ვიკიპედიის_განხილვა', 'mk' => 'Разговор_за_Википедија',
];
$wgMetaNamespaceTalk = $projectTalkNames[$farmWiki] ?? false;
$wgNamespaceAliases = $farmIsMeta || $wgSitename === 'Wikipedia' ? [] : [ 'Wikipedia' => NS_PROJECT ];
// Wikimedia calls users by other names than MediaWiki does, which go on as aliases.
$userNames = [
	'cs' => [ 'Wikipedista', 'Uživatel' ], 'pl' => [ 'Wikipedysta', 'Użytkownik' ], 'sk' => [ 'Redaktor', 'Užívateľ' ],
];
if ( isset( $userNames[$farmWiki] ) ) {
	$wgExtraNamespaces[NS_USER] = $userNames[$farmWiki][0];
	$wgNamespaceAliases[$userNames[$farmWiki][1]] = NS_USER;
}
// Some old wikis are called by what is no code of their language any more, like bat-smg.
$wgLanguageCode = $farmIsEnglish ? 'en' : LanguageCode::replaceDeprecatedCodes( $farmWiki );
// Georgian titles begin like other words on Wikipedia; newer versions of PHP know capitals that nobody uses there.
foreach ( range( 0x10D0, 0x10FF ) as $letter ) {
	$wgOverrideUcfirstCharacters[mb_chr( $letter )] = mb_chr( $letter );
}
$wgServer = "http://127.0.0.1:$farmPort";
$wgScriptPath = "/$farmWiki";
$wgArticlePath = "/$farmWiki/wiki/$1";
$wgResourceBasePath = $wgScriptPath;
$wgSecretKey = $farmSecrets['secret_key'];
$wgUpgradeKey = false;
// A book; the default logo asks the reader to set another one.
$wgLogos = [ '1x' => 'data:image/svg+xml,' . rawurlencode(
	'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 135 135"><g fill="none" stroke="#54595d" stroke-width="5"'
	. ' stroke-linejoin="round"><path d="M67.5 45c-12-9-28-10-40-8v52c12-2 28-1 40 8 12-9 28-10 40-8V37c-12-2-28-1-40 8z"/>'
	. '<path d="M67.5 45v52"/></g></svg>'
) ];
$wgRightsText = 'CC BY-SA 4.0';
$wgPingback = false;
$wgEnableEmail = false;
$wgEnableUploads = false;
$wgUseInstantCommons = false;
$wgNamespacesWithSubpages[NS_MAIN] = $farmIsMeta;
$wgNamespacesWithSubpages[NS_TEMPLATE] = true;

// ---- Where it keeps things ----
$wgDBname = str_replace( '-', '_', $farmWiki ) . 'wiki';
$wgSQLiteDataDir = "$farmDirectory/data";
$wgDBservers = [ [
	'type' => 'sqlite',
	'dbname' => $wgDBname,
	'dbDirectory' => $wgSQLiteDataDir,
	'load' => 1,
	// SQLite refuses at once, without waiting, to turn a reading transaction into a writing one while another
	// process writes. So reads run outside transactions (as in maintenance scripts) and writes say so from the start.
	'flags' => 0,
	'trxMode' => 'IMMEDIATE',
	'variables' => [ 'synchronous' => 'OFF' ],
] ];
// APCu lives in the memory of one server, so nothing leaks from farm to farm or into a copy.
$wgMainCacheType = PHP_SAPI === 'cli' ? CACHE_NONE : CACHE_ACCEL;
$wgParserCacheType = $wgMainCacheType;
// Interwiki links in a page hold the port.
$wgRenderHashAppend = "!$farmPort";
$wgMessageCacheType = $wgMainCacheType;
// Sessions live in the database, and longer than any copy: who was logged in when it was made still is.
$wgSessionCacheType = CACHE_DB;
$wgObjectCacheSessionExpiry = 10 * 365 * 24 * 3600;
$wgMainStash = 'db-replicated';
$wgCacheDirectory = "$farmDirectory/cache";
$wgUploadDirectory = "$farmDirectory/images";
$wgLocalisationCacheConf['store'] = 'array';
$wgLocalisationCacheConf['storeDirectory'] = "$farmDirectory/l10n";
$wgLocalisationCacheConf['manualRecache'] = true;
$wgInvalidateCacheOnLocalSettingsChange = false;

// ---- Work after a request ----
// Jobs run only where the farm asks for them. Link tables are up to date before the answer is sent, so whoever has
// just saved a page finds it in list=embeddedin at once.
$wgJobRunRate = 0;
$wgForceDeferredUpdatesPreSend = true;
$wgAPIRequestLog = false;
$wgRateLimits = [];
$wgPasswordAttemptThrottle = [];
// The passwords are in a file beside the databases: nobody has to be kept from guessing them.
$wgPasswordConfig['pbkdf2']['cost'] = 1000;
$wgAccountCreationThrottle = [];

// ---- The wikis of the farm know one another ----
$farmInterwiki = [ 'm' => 'meta', 'w' => 'en' ] + array_combine( $farmWikis, $farmWikis );
// Computed, not stored in the database, because a copy of a farm runs on another port.
$wgInterwikiScopes = 2;
$wgInterwikiCache = [];
foreach ( $farmInterwiki as $prefix => $code ) {
	if ( in_array( $code, $farmWikis, true ) ) {
		$wgInterwikiCache["__global:$prefix"] = "1 $wgServer/$code/wiki/$1";
		$wgInterwikiCache['__list:__global'] = ltrim( ( $wgInterwikiCache['__list:__global'] ?? '' ) . " $prefix" );
	}
}
$wgLocalInterwikis = $farmIsMeta ? [ 'meta', 'm' ] : [ $farmWiki ];
// On Meta [[cs:X]] is an ordinary link, on a Wikipedia it is a language link.
$wgInterwikiMagic = !$farmIsMeta;

// ---- What Farm.configure() has changed while the farm runs: for most of it see the end ----
$farmChangesFile = "$farmDirectory/changes/$farmWiki.json";
$farmChanges = is_file( $farmChangesFile ) ? json_decode( file_get_contents( $farmChangesFile ), true ) : [];

// ---- Extensions ----
wfLoadExtensions( array_diff( [
	'AbuseFilter', 'Cite', 'ParserFunctions', 'Poem', 'Renameuser', 'Scribunto', 'SpamBlacklist', 'SyntaxHighlight_GeSHi',
	'TemplateData', 'TitleBlacklist', 'VisualEditor', 'WikiEditor',
], $farmChanges['farmWithoutExtensions'] ?? [] ) );
wfLoadSkins( [ 'Vector', 'MinervaNeue' ] );
// As on Wikipedia, where its letters are larger than this version of MediaWiki makes them.
$wgDefaultSkin = 'vector-2022';
$wgHooks['BeforePageDisplay'][] = static function ( OutputPage $out, Skin $skin ) {
	if ( $skin->getSkinName() === 'vector-2022' ) {
		$out->addInlineStyle( '.mw-body .vector-body { font-size: 1rem; line-height: 1.625 }' );
	}
	// ?theme=night is the dark, and ?theme=os what the reader's system says.
	$theme = $out->getRequest()->getRawVal( 'theme' );
	if ( $theme === 'night' || $theme === 'os' ) {
		$style = str_replace( 'THEME', $theme, file_get_contents( __DIR__ . '/dark.css' ) );
		$media = $theme === 'os' ? 'screen and (prefers-color-scheme: dark)' : 'screen';
		$class = json_encode( "skin-theme-clientpref-$theme" );
		$out->addHeadItem( 'theme', "<style>@media $media {\n$style}</style>"
			. "<script>document.documentElement.classList.add( $class );</script>" );
	}
};
$wgPFEnableStringFunctions = false;
// Wikimedia has them on: a worklist must not make links of ISBNs in articles.
$wgEnableMagicLinks = [ 'ISBN' => true, 'PMID' => true, 'RFC' => true ];
// No network here: only the wiki's own pages.
$wgBlacklistSettings = [ 'spam' => [ 'files' => [] ] ];
$wgTitleBlacklistSources = [ [ 'type' => 'localpage', 'src' => 'MediaWiki:Titleblacklist' ] ];
$wgDefaultUserOptions['visualeditor-enable'] = 1;
$wgDefaultUserOptions['visualeditor-newwikitext'] = 0;
$wgVisualEditorAvailableNamespaces = [
	NS_MAIN => true, NS_USER => true, NS_PROJECT => true, NS_HELP => true, NS_CATEGORY => true,
];
$wgVisualEditorEnableWikitext = false;
$wgVisualEditorEnableVisualSectionEditing = true;
$wgVisualEditorShowBetaWelcome = false;

// Its clocks are threads of their own: one that rings while PHP ends calls what is not there any more, and PHP crashes.
$wgScribuntoEngineConf['luasandbox']['cpuLimit'] = false;
$wgScribuntoEngineConf['luasandbox']['profilerPeriod'] = false;

// ---- Who may do what, as on Wikimedia wikis ----
$wgGroupPermissions['bot']['apihighlimits'] = true;
$wgGroupPermissions['bot']['noratelimit'] = true;
$wgGroupPermissions['sysop']['abusefilter-modify'] = true;
$wgGroupPermissions['*']['abusefilter-view'] = true;
$wgGroupPermissions['*']['abusefilter-log'] = true;

// ---- Worklists of events ----
if ( $farmIsMeta ) {
	$wgAutoloadClasses['FarmWorklistContentHandler'] = __DIR__ . '/worklist.php';
	$wgContentHandlers['worklist'] = 'FarmWorklistContentHandler';
}

// ---- What Farm.configure() has changed ----
foreach ( $farmChanges as $name => $value ) {
	$GLOBALS[$name] = is_array( $value ) ? array_replace_recursive( $GLOBALS[$name] ?? [], $value ) : $value;
}
// Only who asks for captchas gets them; the base has the extension for its messages, which all wikis share.
if ( isset( $farmChanges['wgCaptchaTriggers'] ) || $farmWiki === 'base' ) {
	wfLoadExtension( 'ConfirmEdit' );
}

error_reporting( E_ALL & ~E_DEPRECATED & ~E_USER_DEPRECATED );
$wgShowExceptionDetails = true;
