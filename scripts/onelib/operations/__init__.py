"""What runs any job: its arguments and settings, its secrets kept, its log, its record, one run at a time."""
