<?php
/**
 * The content model that the extension CampaignEvents has for the worklists of events, as far as MediaWiki has to tell
 * such a page from others. What may stand there says tests/neighbours/worklists.py.
 */

class FarmWorklistContent extends JsonContent {
	public function __construct( $text ) {
		parent::__construct( $text, 'worklist' );
	}
}

class FarmWorklistContentHandler extends JsonContentHandler {
	public function __construct( $modelId = 'worklist' ) {
		parent::__construct( $modelId );
	}

	protected function getContentClass() {
		return FarmWorklistContent::class;
	}
}
