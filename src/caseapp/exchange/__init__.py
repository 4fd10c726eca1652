"""Files in and out: csv, xlsx, ics. Knows the form of files, not what the user does with them."""
