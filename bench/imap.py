#!/usr/bin/env python3
"""IMAP over TLS: 8 sessions that read the same 200 messages of 10 KB. `body` fetches one message, `list` what a mail program
shows of 50, `login` is connection, handshake, login, SELECT and logout.

The peer is Dovecot in its high-performance form. Our password check is Argon2id, remembered for ten minutes as for any mail
program; Dovecot compares the text of a password and caches that, too."""

import lab

SESSIONS = 8
MESSAGES = 200
SIZE = 10 * 1024


def main(rounds, scale):
    ours = lab.Sealpost("imap-sealpost")
    dovecot = lab.Dovecot("imap-dovecot", lab.Identity("imap-identity", "localhost", "DNS:localhost", "ec"))
    for server in (ours, dovecot):
        fill(server)
    for name, operation, count in (("body", body, 8000 * scale), ("list", envelopes, 400 * scale)):
        lab.side_by_side(f"IMAP {name}", "fetches", {
            "Sealpost": side(ours, lambda: selected(ours), operation, int(count)),
            "Dovecot": side(dovecot, lambda: selected(dovecot), operation, int(count)),
        }, rounds)
    lab.side_by_side("IMAP login", "sessions", {
        "Sealpost": side(ours, lambda: ours, login, int(800 * scale)),
        "Dovecot": side(dovecot, lambda: dovecot, login, int(800 * scale)),
    }, rounds)


def fill(server):
    """The messages come by APPEND, byte for byte the same on both sides."""
    reader = server.imap("alice")
    for number in range(MESSAGES):
        text = lab.message("pat@partner.example", "alice@sealpost.example", SIZE, number)
        reader.append(text)
    assert reader.count() == MESSAGES
    reader.close()


def selected(server):
    reader = server.imap("alice")
    reader.ask("SELECT INBOX")
    return reader


def body(reader, numbers):
    for number in numbers:
        answer = reader.ask(f"FETCH {number * 7 % MESSAGES + 1} BODY.PEEK[]")
        assert len(answer) > SIZE * 0.9, "that is not the whole message"


def envelopes(reader, numbers):
    for number in numbers:
        first = number * 50 % MESSAGES + 1
        answer = reader.ask(f"FETCH {first}:{first + 49} (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)")
        assert answer.count(b"ENVELOPE") == 50, "messages are missing"


def login(server, numbers):
    for _ in numbers:
        reader = selected(server)
        reader.ask("LOGOUT")
        reader.close()


def side(server, connect, operation, count):
    def measure(warm):
        load = lab.Load(SESSIONS, connect, operation, count)
        cpu = lab.cpu_seconds(server.pid)
        _, seconds = load.run(SESSIONS)
        return count, seconds, lab.cpu_seconds(server.pid) - cpu

    return measure


if __name__ == "__main__":
    main(lab.argument(1, 5), lab.argument(2, 1.0))
