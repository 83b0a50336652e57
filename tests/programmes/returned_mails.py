"""Returned mails, as mail servers of several makes write them."""

HEADERS = """\
Message-ID: {original}
From: Systems leadership portal <portal@example.org>
To: {to}
Subject: What we ask of you
"""

DSN = """\
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
To: bounces@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {code} No such user here\x07

--cut
{enclosed}
--cut--
"""

QMAIL = """\
From: MAILER-DAEMON@mx.example.org
To: bounces@example.org
Subject: failure notice

Hi. This is the qmail-send program at mx.example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{to}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <bounces@example.org>
{headers}
Dear Ada
"""

REPLY = """\
From: {to}
To: bounces@example.org
Subject: Out of the office
In-Reply-To: {original}
References: {original}

I am away. Message-ID: {original}
"""


def whole(original, to="ada@example.org", **fields):
    """A standard report that encloses the whole original."""
    return _dsn("message/rfc822", original, to, **fields)


def headers_only(original, to="ada@example.org", **fields):
    return _dsn("text/rfc822-headers", original, to, **fields)


def without_original(to="ada@example.org"):
    return _dsn("text/plain", "", to)


def qmail(original, to="ada@example.org"):
    return QMAIL.format(to=to, headers=HEADERS.format(original=original, to=to)).encode()


def reply(original, to="ada@example.org"):
    """An answer of a person or of their mailbox: nothing came back."""
    return REPLY.format(original=original, to=to).encode()


def _dsn(kind, original, to, action="failed", status="5.1.1", code="550 5.1.1"):
    words = HEADERS.format(original=original, to=to) if original else "No copy.\n"
    enclosed = f"Content-Type: {kind}\n\n{words}\nDear Ada\n"
    return DSN.format(to=to, action=action, status=status, code=code, enclosed=enclosed).encode()
