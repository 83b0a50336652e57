"""A mailbox on the loopback that speaks as much of IMAP as the portal asks for."""

import re
import socketserver
import ssl
import threading
from contextlib import contextmanager


class _Conversation(socketserver.StreamRequestHandler):
    def setup(self):
        if self.server.context:
            self.request = self.server.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self):
        super().finish()
        self.request.close()

    def handle(self):
        self._say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, command, *_ = line.split(" ")
            self.server.heard.append(line.partition(" ")[2])
            name = f"do_{' '.join(line.split(' ')[1:3]) if command.upper() == 'UID' else command}".lower()
            answer = getattr(self, name.replace(" ", "_"), lambda line: "BAD what?")(line)
            self._say(f"{tag} {answer or 'OK done'}")
            if command.upper() == "LOGOUT":
                return

    def do_capability(self, line):
        self._say("* CAPABILITY IMAP4REV1")

    def do_login(self, line):
        user, password = line.split(" ")[2:]
        return "OK in" if (user, password) == ("bounces@example.org", '"p:ss/word"') else "NO [AUTHENTICATIONFAILED]"

    def do_select(self, line):
        if line.split(" ", 2)[2] != f'"{self.server.folder}"':
            return "NO no such folder"
        self._say(f"* {len(self.server.mails)} EXISTS")
        return "OK [READ-WRITE] done"

    def do_uid_search(self, line):
        unseen = [str(uid) for uid in self.server.mails if uid not in self.server.seen]
        self._say(f"* SEARCH {' '.join(unseen)}".strip())

    def do_uid_fetch(self, line):
        uid, most = re.search(r"FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", line).groups()
        mail = self.server.mails[int(uid)][: int(most)]
        self.wfile.write(f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(mail)}}}\r\n".encode() + mail + b")\r\n")

    def do_uid_store(self, line):
        uid = re.search(r"STORE (\d+) \+FLAGS \(\\Seen\)", line)[1]
        self.server.seen.add(int(uid))

    def do_logout(self, line):
        self._say("* BYE")

    def _say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


class Mailbox(socketserver.ThreadingTCPServer):
    """`mails` by number; `seen`: those marked as read; `heard`: what the client said."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, mails, folder, certificate):
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.mails = dict(enumerate(mails, start=1))
        self.folder, self.seen, self.heard, self.context = folder, set(), [], None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(certificate)

    @property
    def port(self):
        return self.server_address[1]


@contextmanager
def running(*mails, folder="INBOX", certificate=None):
    with Mailbox(mails, folder, certificate) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
