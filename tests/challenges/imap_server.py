"""A small IMAP server (RFC 3501) over a real socket: one account, one folder, the commands that a reader of mail sends."""

import re
import socketserver
import threading
from contextlib import contextmanager

USER, PASSWORD, FOLDER = "reader@seriktes.example", "p@ss w/rd", "INBOX"


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, letters):
        super().__init__(("127.0.0.1", 0), Session)
        # Numbers do not begin with one, as in a mailbox that is in use.
        self.letters = dict(enumerate(letters, start=101))
        self.seen = set()
        self.commands = []
        self.breaks_at = None

    @property
    def port(self):
        return self.server_address[1]


class Session(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write((line if isinstance(line, bytes) else line.encode()) + b"\r\n")

    def handle(self):
        self.is_open, self.selected = False, False
        self.say("* OK IMAP4rev1 ready")
        while line := self.rfile.readline():
            text = line.decode().rstrip("\r\n")
            tag, _, rest = text.partition(" ")
            name, _, arguments = rest.partition(" ")
            self.server.commands.append(re.sub(r"(?i)^(LOGIN) .*", r"\1", rest))
            if not getattr(self, f"do_{name.lower()}", self.unknown)(tag, arguments):
                return

    def unknown(self, tag, _arguments):
        self.say(f"{tag} BAD unknown command")
        return True

    def do_capability(self, tag, _arguments):
        self.say("* CAPABILITY IMAP4rev1")
        self.say(f"{tag} OK done")
        return True

    def do_login(self, tag, arguments):
        words = [
            one.replace('\\"', '"').replace("\\\\", "\\") for one in re.findall(r'"((?:[^"\\]|\\.)*)"|\S+', arguments)
        ]
        quoted = words[-1]
        user = arguments.split(" ", 1)[0].strip('"')
        if (user, quoted) != (USER, PASSWORD):
            self.say(f"{tag} NO LOGIN {arguments} failed")
            return True
        self.is_open = True
        self.say(f"{tag} OK logged in")
        return True

    def do_select(self, tag, arguments):
        if not self.is_open or arguments.strip('"') != FOLDER:
            self.say(f"{tag} NO no such folder")
            return True
        self.selected = True
        self.say(f"* {len(self.server.letters)} EXISTS")
        self.say("* OK [UIDVALIDITY 1] valid")
        self.say(f"{tag} OK [READ-WRITE] selected")
        return True

    def do_uid(self, tag, arguments):
        if not self.selected:
            self.say(f"{tag} BAD select first")
            return True
        name, _, rest = arguments.partition(" ")
        if name == "SEARCH":
            unread = [str(uid) for uid in self.server.letters if uid not in self.server.seen]
            self.say(" ".join(["* SEARCH", *unread]))
        else:
            uid, _, what = rest.partition(" ")
            if int(uid) == self.server.breaks_at:
                return False  # the line breaks in the middle of a run
            self.fetch_or_store(name, int(uid), what)
        self.say(f"{tag} OK done")
        return True

    def fetch_or_store(self, name, uid, what):
        number = list(self.server.letters).index(uid) + 1
        letter = self.server.letters[uid]
        if name == "STORE":
            assert what == r"+FLAGS.SILENT (\Seen)"
            self.server.seen.add(uid)
        elif what == "(RFC822.SIZE)":
            self.say(f"* {number} FETCH (UID {uid} RFC822.SIZE {len(letter)})")
        elif what in ("(BODY.PEEK[])", "(BODY.PEEK[HEADER])"):
            part = letter if what == "(BODY.PEEK[])" else letter.split(b"\r\n\r\n", 1)[0] + b"\r\n\r\n"
            shown = what[1:-1].replace(".PEEK", "")
            self.wfile.write(f"* {number} FETCH (UID {uid} {shown} {{{len(part)}}}\r\n".encode() + part + b")\r\n")

    def do_logout(self, tag, _arguments):
        self.say("* BYE see you")
        self.say(f"{tag} OK done")
        return False


@contextmanager
def mail_server(letters):
    server = MailServer(letters)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
