#!/usr/bin/env python3
"""Submission to mailbox: 10 KB messages in 20 sessions until the last one can be seen by IMAP.

Ours signs, encrypts, records, opens and verifies each message that our people submit (TLS and login), and only records the
ones that come from outside. The peer is Postfix with LMTP to Dovecot's maildir, which does none of that, without TLS."""

import time

import lab

SESSIONS = 20
SIZE = 10 * 1024


def main(count, rounds):
    ours = lab.Sealpost("submission-sealpost")
    dovecot = lab.Dovecot("submission-dovecot", lab.Identity("submission-identity", "localhost", "DNS:localhost", "ec"))
    postfix = lab.Postfix("submission-postfix", [
        "virtual_mailbox_domains = sealpost.example", f"virtual_transport = lmtp:inet:127.0.0.1:{dovecot.lmtp}"])

    def submitted():
        return lab.Smtp(ours.port("submission"), ours.login("alice"))

    sides = {
        "Sealpost, sealed": side(ours, [ours.pid], submitted, "alice@sealpost.example", count),
        "Postfix+Dovecot, unsealed": side(dovecot, [postfix.pid, dovecot.pid], lambda: lab.Smtp(postfix.port),
                                          "pat@partner.example", count),
        "Sealpost, from outside": side(ours, [ours.pid], lambda: lab.Smtp(ours.port("smtp")), "pat@partner.example", count),
    }
    lab.side_by_side("submission to mailbox, 10 KB", "messages", sides, rounds)


def side(server, pids, connect, sender, count):
    def measure(warm):
        readers = [server.imap(name) for name in lab.PEOPLE]
        before = sum(reader.count() for reader in readers)
        load = lab.Load(SESSIONS, connect, send, count)
        cpu = sum(map(lab.cpu_seconds, pids))
        begin, _ = load.run(SESSIONS)
        lab.wait_for(lambda: sum(reader.count() for reader in readers) >= before + count, 120, "the last delivery")
        seconds = time.monotonic() - begin
        cpu = sum(map(lab.cpu_seconds, pids)) - cpu
        for reader in readers:
            reader.close()
        return count, seconds, cpu

    def send(connection, numbers):
        for number in numbers:
            recipient = lab.PEOPLE[number % 3] + "@sealpost.example"
            connection.send(sender.encode(), recipient.encode(), lab.message(sender, recipient, SIZE, number))

    return measure


if __name__ == "__main__":
    main(lab.argument(1, 2000), lab.argument(2, 5))
