#!/usr/bin/env python3
"""Relay: messages of 10 KB for a domain whose server stands behind, SMTP in from Postfix's smtp-source, SMTP out to its
smtp-sink, in 20 sessions that stay. The peer is Postfix; both have each message on disk before they answer for it."""

import lab

DOMAIN = "inner.example"
# Until the JDK has compiled what one message takes.
WARM = 80_000


def main(count, rounds):
    sink_port = lab.free_port()
    ours = lab.Sealpost("relay-sealpost")
    ours.command("domain", "relay", DOMAIN, "--to", f"127.0.0.1:{sink_port}", "--verify", "none")
    peer = lab.Postfix("relay-postfix", [f"relayhost = [127.0.0.1]:{sink_port}"])
    lab.side_by_side("relay, 10 KB", "messages", {
        "Sealpost": side(sink_port, ours.pid, ours.port("smtp"), count, WARM),
        "Postfix": side(sink_port, peer.pid, peer.port, count),
    }, rounds)


def side(sink_port, pid, port, count, warm_count=0):
    return lab.through(sink_port, [pid], lambda messages: lab.send(port, messages, "ann@outside.example", f"bob@{DOMAIN}"), count, warm_count)


if __name__ == "__main__":
    main(lab.argument(1, 10_000), lab.argument(2, 5))
