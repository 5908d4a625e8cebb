"""Every word that a reader of a wiki sees, in the format of pywikibot.i18n."""
