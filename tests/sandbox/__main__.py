"""The farm by hand: python -m tests.sandbox start|stop|demo DIRECTORY."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from . import demo, farm
from .mediawiki import DEFAULT_WIKIS, FarmError


def main() -> int:
    parser = argparse.ArgumentParser(prog='python -m tests.sandbox', description=__doc__)
    parser.add_argument('command', choices=['start', 'stop', 'demo'])
    parser.add_argument('directory', type=Path)
    parser.add_argument('--wikis', default=','.join(DEFAULT_WIKIS), help='language codes, separated by commas')
    parser.add_argument('--dumps', type=Path, help='a dump file, or a folder of dumps, to import')
    args = parser.parse_args()
    try:
        if args.command == 'demo':
            return demo.run(args.directory, args.dumps)
        if args.command == 'start':
            started = farm.Farm.start(args.directory, args.wikis.split(','), args.dumps)
            print(started.url)
        elif farm.stop(args.directory):
            print(f'The wikis in {args.directory} are stopped.')
        else:
            print(f'No wikis are running in {args.directory}.')
    except FarmError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    raise SystemExit(main())
