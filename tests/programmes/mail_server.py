"""A mail server on the loopback that takes, refuses, puts off or hangs up, by the address."""

import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy


class _Conversation(socketserver.StreamRequestHandler):
    """As much of SMTP as Python's client speaks."""

    def handle(self):
        self._say("220 test")
        while line := self.rfile.readline():
            verb = line.split(b" ")[0].strip().upper()
            if verb == b"QUIT":
                self._say("221 bye")
                return
            if verb == b"DATA" and not self._take_data():
                return
            if verb != b"DATA":
                self._say(self._answer(verb, line))

    def _answer(self, verb, line):
        if verb == b"MAIL":
            self.server.senders.append(line.partition(b"<")[2].partition(b">")[0].decode())
        if verb == b"RCPT" and b"gone@" in line:
            return "550 5.1.1 no such person"
        if verb == b"RCPT" and b"later@" in line:
            return "451 4.7.1 try again later"
        if verb == b"RCPT":
            self.hangs_up = b"cut@" in line
        return "250 fine"

    def _take_data(self):
        self._say("354 go on")
        data = b""
        while not data.endswith(b"\r\n.\r\n"):
            data += self.rfile.readline()
        self.server.mails.append(message_from_bytes(data[:-5], policy=policy.default))
        if self.hangs_up:
            return False
        self._say("250 taken")
        return True

    def _say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.mails, self.senders = [], []

    @property
    def port(self):
        return self.server_address[1]


@contextmanager
def running():
    """Yields a server whose `mails` are what it was given, also where it hung up before saying so."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
