#!/usr/bin/env python3
"""Sign and encrypt in memory, on one core: 10 KB and 1 MB beside a C program with OpenSSL's library, and beside the bare
signature of the same key; then one message of 200 MB in 64 MiB of heap, signed, encrypted, opened and verified."""

import json
import os
import pathlib

import lab

KINDS = {"RSA-2048": "rsa:2048", "RSA-3072": "rsa:3072"}
LARGE = 200_000_000


def main(seconds, rounds):
    for kind, peer in KINDS.items():
        signer = lab.Identity(f"seal-signer-{kind}", "Alice", "email:alice@example.org", peer)
        recipient = lab.Identity(f"seal-recipient-{kind}", "Bob", "email:bob@example.org", peer)
        for size in (10 * 1024, 1024 * 1024):
            for format, cipher in (("AUTHENTICATED", "gcm"), ("CONSERVATIVE", "cbc")):
                notes = []
                lab.side_by_side(f"sign+encrypt in memory, {size // 1024} KB, {kind}, {cipher}", "messages", {
                    "Sealpost": ours(kind, size, format, seconds, notes),
                    "libcrypto": theirs(signer, recipient, size, cipher, seconds),
                }, rounds, warm=False)
                for note in notes:
                    print(f"  bare signature {note['bare_us']:.0f} us, all {note['us']:.0f} us: {100 * note['share']:.0f} % of the limit")
                    lab.keep(dict(benchmark="sign+encrypt, share of the limit", kind=kind, size=size, format=format, **note))
    note = java("64m", "RSA-2048", LARGE, "AUTHENTICATED", 0)
    print(f"  200 MB in {note['heap_mib']} MiB of heap: sealed in {note['seal_seconds']} s, opened and verified in {note['open_seconds']} s")
    lab.keep(dict(benchmark="sign+encrypt, 200 MB", **note))


def ours(kind, size, format, seconds, notes):
    def measure(warm):
        note = java("512m", kind, size, format, seconds)
        notes.append(note)
        return note["messages"], note["seconds"], note["cpu"]

    return measure


def java(heap, *arguments):
    program = pathlib.Path(os.environ["JAVA_HOME"]) / "bin/java"
    classes = lab.ROOT / "bench/target/classes"
    words = lab.run(program, f"-Xmx{heap}", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp",
                    f"{classes}:{lab.ROOT}/bench/target/lib/*", "org.sealpost.bench.SealLoad", *arguments)
    return json.loads(words.decode().splitlines()[-1])


def theirs(signer, recipient, size, cipher, seconds):
    program = lab.folder("seal-c") / "seal"
    lab.run("cc", "-O2", lab.ROOT / "bench/src/main/c/seal.c", "-lcrypto", "-o", program)

    def measure(warm):
        words = lab.run(program, signer.certificate, signer.key, recipient.certificate, size, seconds, cipher)
        messages, wall, cpu = words.decode().split()
        return int(messages), float(wall), float(cpu)

    return measure


if __name__ == "__main__":
    main(lab.argument(1, 5), lab.argument(2, 3))
