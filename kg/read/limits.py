"""The limits of what is read, all in one place."""

from __future__ import annotations

MAX_BYTES = 10_000_000
"""The largest article (file, or line of a JSONL file) in bytes. The longest news articles have 0.1 MB."""

SAMPLE_WORDS = 2_000
"""How many words of an article decide its language."""

MIN_WORDS = 40
"""Below this many words the share of English words says nothing about the language."""

FULL_WORDS = 100
"""Below this many words what a feed carries of an item is taken for a summary of its page."""

MAX_MEMBER = 50_000_000
"""The largest file of many articles (JSONL, WARC, archive) inside an archive or from the web, in bytes."""

MAX_MEMBERS = 100_000
"""The most files in an archive, documents in a book and records in a web archive."""

MAX_UNPACKED = 1_000_000_000
"""The most bytes that all files of an archive, and of the archives in it, may unpack to."""

MAX_RATIO = 200
"""How many times its packed size a file over a megabyte may unpack to. Text packs 3 to 20 times smaller."""

MAX_DIRECTORY = 16_000_000
"""The largest list of contents of a zip archive and the largest header of a tar archive, in bytes."""

MAX_DEPTH = 1
"""How deep an archive may lie in another one."""

MAX_NESTING = 300
"""How deep elements of XML, and how many the parts of a message, may nest."""

MAX_FIELD = 4_000
"""The longest field of a message's header, in bytes, of those that are read."""

MAX_LINES = 5_000_000
"""The most lines of a message, times its parts: each line is compared with what ends each part that it may be in."""

MAX_PAGES = 2_000
"""The most pages of a PDF file."""

LARGE = 256_000
"""From this size in bytes on a page, book or message is read in a process of its own; a PDF file always is."""

READ_SECONDS = 60.0
"""How much processor time one file may take there; it is ended after three times as long in any case."""

READ_MEMORY = 2_000_000_000
"""How many bytes of memory that process may take."""

MAX_ANSWER = 100_000_000
"""The most bytes that it may answer with."""

MAX_ROBOTS = 500_000
"""How much of a robots.txt counts, in bytes (RFC 9309 asks for at least this much)."""

MAX_PAUSE = 30.0
"""The longest wait between two requests that a robots.txt can ask for, in seconds."""
