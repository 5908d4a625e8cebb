"""pywikibot's base directory for one farm: with it, `pwb worklist -dir:DIRECTORY` works on the farm."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from onelib import wikis

from . import known
from .accounts import BOT_APP_ID, read_secrets
from .mediawiki import CHECKOUT, Installation

USER_CONFIG = """\
family = 'sandbox'
mylang = 'meta'
usernames['sandbox']['*'] = 'OnelibBot'
password_file = 'user-password.py'
user_families_paths = [{families!r}]
user_script_paths = ['scripts']
user_agent_description = 'sandbox'
# Nobody waits for anybody on a farm of one's own, and nothing there comes back by itself.
put_throttle = 0
minthrottle = 0
maxthrottle = 1
max_retries = 3
retry_wait = 1
"""

ONELIB_TOML = """\
family = "sandbox"
wikis = {wikis}

[meta]
family = "sandbox"
code = "meta"
"""


def write(farm: Installation, directory: Path, more_config: str = '', *, stranger: bool = False) -> None:
    """Write all settings anew; what pywikibot remembers of an earlier server goes, it would be wrong.

    :param more_config: further lines of user-config.py
    :param stranger: the bot is not logged in, and has never seen the wikis
    """
    directory.mkdir(exist_ok=True)
    shutil.rmtree(directory / known.CACHE, ignore_errors=True)
    for cookies in directory.glob('pywikibot*.lwp'):
        cookies.unlink()
    if not stranger:
        known.bring(farm, directory)
    # pywikibot looks for scripts only below its base directory.
    scripts = directory / 'scripts'
    scripts.unlink(missing_ok=True)
    scripts.symlink_to(CHECKOUT / 'scripts', target_is_directory=True)

    password = directory / 'user-password.py'
    password.unlink(missing_ok=True)
    password.touch(mode=0o600)
    bot_password = read_secrets(farm.directory)['bot_password']
    password.write_text(f"('OnelibBot', BotPassword({BOT_APP_ID!r}, {bot_password!r}))\n")

    # pywikibot silently skips a configuration that everybody may write to.
    config = directory / 'user-config.py'
    config.write_text(USER_CONFIG.format(families=str(CHECKOUT / 'families')) + more_config)
    config.chmod(0o644)
    # A dump may have brought a language that onelib knows nothing of.
    wikipedias = [wiki for wiki in farm.wikis if wiki != 'meta' and wiki in wikis.codes()]
    (directory / 'onelib.toml').write_text(ONELIB_TOML.format(wikis=json.dumps(wikipedias)))
    (directory / 'farm.json').write_text(json.dumps({'port': farm.port, 'wikis': list(farm.wikis)}))


def environment(directory: Path) -> dict[str, str]:
    """The environment in which pwb and the scripts work with this base directory."""
    paths = [str(CHECKOUT / 'scripts'), os.environ.get('PYTHONPATH', '')]
    return os.environ | {'PYWIKIBOT_DIR': str(directory), 'PYTHONPATH': ':'.join(filter(None, paths))}
