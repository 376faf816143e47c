"""A small mail server on this machine: takes what is sent, refuses what it is told to refuse."""

import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default


class MailServer(socketserver.ThreadingTCPServer):
    """Keeps whole messages; `refusals` maps an address to the answer it gets."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Talk)
        self.taken = []
        self.raw = []
        self.refusals = {}
        self.on_taken = lambda message: None

    @property
    def port(self):
        return self.server_address[1]

    def ids(self):
        """Message-IDs of everything taken, in their order."""
        return [message["Message-ID"] for message in self.taken]


class _Talk(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb in {b"EHLO", b"HELO"}:
                self.say("250 here")
            elif verb == b"RCPT":
                address = line.partition(b"<")[2].partition(b">")[0].decode()
                self.say(self.server.refusals.get(address, "250 yes"))
            elif verb == b"DATA":
                self.take()
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 yes")

    def take(self):
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        if not line:  # the sender died amid the text: nothing was handed over
            return
        message = message_from_bytes(b"".join(lines), policy=default)
        self.server.raw.append(b"".join(lines))
        self.server.taken.append(message)
        self.server.on_taken(message)
        self.say("250 taken")

    def say(self, line):
        try:
            self.wfile.write(f"{line}\r\n".encode())
        except OSError:  # the sender is gone
            return


@contextmanager
def mail_server():
    """A running server."""
    server = MailServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
