#!/usr/bin/env python3
"""Steadiness: what idle SMTP sessions cost, whether they are all still served after a while, and the memory of the server
while many messages of 10 KB are relayed. No peer: it is a question of more or less memory, not of faster or slower."""

import socket
import time

import lab
import relay

IDLE_SECONDS = 60
# What a session says at last must come back within this time for all of them together.
ANSWER_SECONDS = 30


def main(sessions, messages, rounds):
    idle(sessions)
    flat(messages, rounds)


def idle(sessions):
    ours = lab.Sealpost("steady-idle", "[connector.crowd]", 'address = "127.0.0.1:0"',
                        f"connections = {sessions + 100}", f"connections_per_address = {sessions + 100}")
    before = lab.memory_mib(ours.pid)
    crowd = [Session(ours.port("crowd")) for _ in range(sessions)]
    held = lab.memory_mib(ours.pid)
    time.sleep(IDLE_SECONDS)
    later = lab.memory_mib(ours.pid)
    begin = time.monotonic()
    for one in crowd:
        one.send("NOOP")
    served = sum(one.reply().startswith("250") for one in crowd)
    seconds = time.monotonic() - begin
    for one in crowd:
        one.close()
    ours.stop()
    print(f"\nidle sessions\n  {sessions} sessions after EHLO: {before:.0f} MiB before, {held:.0f} with them, {later:.0f} after"
          f" {IDLE_SECONDS} s; {served} answered within {seconds:.1f} s")
    lab.keep(dict(benchmark="idle sessions", side="Sealpost", sessions=sessions, served=served, before_mib=before,
                  memory_mib=later))
    if served != sessions or seconds > ANSWER_SECONDS:
        raise SystemExit(f"only {served} of {sessions} sessions were served in {seconds:.0f} s")


def flat(messages, rounds):
    sink_port = lab.free_port()
    ours = lab.Sealpost("steady-relay")
    ours.command("domain", "relay", relay.DOMAIN, "--to", f"127.0.0.1:{sink_port}", "--verify", "none")
    side = relay.side(sink_port, ours.pid, ours.port("smtp"), messages)
    memory = []
    for _ in range(rounds):
        side(False)
        memory.append(lab.memory_mib(ours.pid))
    print(f"\nmemory while {messages * rounds} messages are relayed, MiB after each {messages}:\n  "
          + " ".join(f"{one:.0f}" for one in memory))
    lab.keep(dict(benchmark="relay, memory", side="Sealpost", messages=messages, memory_mib=memory))


class Session:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=ANSWER_SECONDS)
        self.reply()
        self.send("EHLO bench.example")
        self.reply()

    def send(self, line):
        self.socket.sendall(line.encode() + b"\r\n")

    def reply(self):
        """One whole reply."""
        text = b""
        while not text.endswith(b"\n") or text.splitlines()[-1][3:4] == b"-":
            piece = self.socket.recv(4096)
            if not piece:
                return "gone"
            text += piece
        return text.decode()

    def close(self):
        self.socket.close()


if __name__ == "__main__":
    main(lab.argument(1, 2_000), lab.argument(2, 10_000), lab.argument(3, 10))
