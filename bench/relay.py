#!/usr/bin/env python3
"""Relay: messages of 10 KB for a domain whose server stands behind, SMTP in from Postfix's smtp-source, SMTP out to its
smtp-sink, in 20 sessions that stay. The peer is Postfix; both have each message on disk before they answer for it."""

import subprocess

import lab

SESSIONS = 20
SIZE = 10 * 1024
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
    def measure(warm):
        messages = max(count, warm_count) if warm else count
        sink = lab.Sink(sink_port)
        cpu = lab.cpu_seconds(pid)
        begin = send(port, messages)
        seconds = sink.wait(messages, 600) - begin
        cpu = lab.cpu_seconds(pid) - cpu
        sink.stop()
        return messages, seconds, cpu

    return measure


def send(port, messages):
    """Returns when it began; all are accepted when this returns."""
    begin = lab.time.monotonic()
    lab.run("smtp-source", "-d", "-s", SESSIONS, "-m", messages, "-l", SIZE, "-f", "ann@outside.example",
            "-t", f"bob@{DOMAIN}", f"127.0.0.1:{port}")
    return begin


if __name__ == "__main__":
    main(lab.argument(1, 10_000), lab.argument(2, 5))
