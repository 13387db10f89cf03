"""E-mail (.eml) -> its subject, date, sender and text. What is attached is no part of it.

`From` is who sent the message, such as a newspaper's newsletter or a reader who passes an article on: that is the source.
Whoever wrote it is named only where the message has the field `Author` (RFC 9057).
"""

from __future__ import annotations

import re
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime

from kg.read.decode import decode
from kg.read.limits import MAX_FIELD, MAX_LINES, MAX_NESTING
from kg.read.markup import paragraphs
from kg.read.problem import problem
from kg.read.record import Record

_FIELD = re.compile(rb"^(?:from|to|subject|date|received|message-id|mime-version|return-path)[ \t]*:", re.I | re.M)
_READ = re.compile(
    rb"^(?:subject|from|author|date|mime-version|content-[a-z-]{1,30})[ \t]*:[^\r\n]*(?:(?:\r\n|\r|\n)[ \t][^\r\n]*)*",
    re.I | re.M,
)
_PARTS = re.compile(rb"boundary[*0-9]{0,9}[ \t]*=", re.I)


def message(data: bytes, where: str) -> Record:
    """Return the article of a message: its plain text, else its HTML; BadInput if it has neither."""
    if not _FIELD.search(data[:65_536]):
        raise problem(where, "is no e-mail message: it has no header", "save the message with its header")
    parts = len(_PARTS.findall(data))  # the library's time grows with the square of this, and of a field's length
    if parts > MAX_NESTING or parts * (data.count(b"\n") + data.count(b"\r")) > MAX_LINES:
        raise problem(where, "has too many parts", "save its text as a file")
    if any(field.end() - field.start() > MAX_FIELD for field in _READ.finditer(data)):
        raise problem(where, "has a header that is too long", "save its text as a file")
    try:
        found = BytesParser(policy=policy.default).parsebytes(data)
        part = found.get_body(("plain", "html")) if isinstance(found, EmailMessage) else None
        if part is None:
            raise problem(where, "has no text in it", "what is attached is not read: save it as a file")
        content = part.get_payload(decode=True)
        text = decode(content if isinstance(content, bytes) else b"", where, part.get_content_charset())
        html = part.get_content_type() == "text/html"
        names = (("title", "Subject"), ("source", "From"), ("author", "Author"))
        fields = {field: _header(found, name) for field, name in names}
        published = _day(_header(found, "Date"))
    except (MessageError, ValueError, LookupError, AttributeError, TypeError, IndexError, RecursionError) as error:
        told = " ".join(str(error).split())[:80]  # the library raises any of these for hostile headers
        raise problem(where, f"is a broken e-mail message ({told})", "save it again") from None
    fields = {name: value for name, value in {**fields, "published": published}.items() if value}
    return Record(where, paragraphs(text) if html else text, fields)


def _header(found: EmailMessage, name: str) -> str:
    return " ".join(str(found.get(name, "")).split())


def _day(given: str) -> str:
    """Return the day of a header's date; empty if it is none."""
    try:
        return parsedate_to_datetime(given).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return ""
