#!/usr/bin/env python3
"""Start: seconds from the command until all doors are open, on data that are there already, and the memory of the idle
server (proportional set size). Beside it Postfix with Dovecot, which is C and forks when work comes."""

import statistics
import time

import lab


def main(rounds):
    dovecot = lab.Dovecot("start-dovecot", lab.Identity("start-identity", "localhost", "DNS:localhost", "ec"))
    postfix = lab.Postfix("start-postfix")
    begin = time.monotonic()
    ours = lab.Sealpost("start-sealpost")
    lab.keep(dict(benchmark="first start", side="Sealpost", seconds=time.monotonic() - begin))
    print(f"\nstart\n  first start, with the authority, keys and certificates made: {time.monotonic() - begin:.1f} s")
    times = {"Sealpost": [], "Postfix+Dovecot": []}
    for _ in range(rounds):
        ours.stop()
        times["Sealpost"].append(ours.start())
        postfix.stop()
        dovecot.stop()
        times["Postfix+Dovecot"].append(postfix.start() + dovecot.start())
    time.sleep(10)
    memory = {"Sealpost": lab.memory_mib(ours.pid),
              "Postfix+Dovecot": lab.memory_mib(postfix.pid) + lab.memory_mib(dovecot.pid)}
    for name in times:
        seconds = statistics.median(times[name])
        print(f"  {name}: ready after {seconds:.2f} s, idle with {memory[name]:.0f} MiB")
        lab.keep(dict(benchmark="start", side=name, seconds=seconds, memory_mib=memory[name]))


if __name__ == "__main__":
    main(lab.argument(1, 5))
