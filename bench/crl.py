#!/usr/bin/env python3
"""A list of a million revoked certificates: made by our authority (from the database to the database, and from entries in
memory), opened, and certificates looked up in it.

The peers are `openssl ca -gencrl` with an index of as many entries, for making it, and the JDK's reader, for opening it."""

import json
import os
import pathlib
import random
import time

import lab


def main(entries, peers):
    java = pathlib.Path(os.environ["JAVA_HOME"]) / "bin/java"
    classes = lab.ROOT / "bench/target/classes"
    words = lab.run(java, "-Xmx2g", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp",
                    f"{classes}:{lab.ROOT}/bench/target/lib/*", "org.sealpost.bench.CrlLoad", entries)
    note = json.loads(words.decode().splitlines()[-1])
    note["openssl_seconds"] = sorted(openssl(entries) for _ in range(peers))[peers // 2]
    print(f"""
CRL of {entries:,} entries, {note["bytes"] / 1e6:.1f} MB
  made from the database and kept there {note["whole_seconds"]:.2f} s; written and signed {note["written_seconds"]:.3f} s; openssl ca {note["openssl_seconds"]:.1f} s
  = {note["openssl_seconds"] / note["whole_seconds"]:.1f} times, and {note["openssl_seconds"] / note["written_seconds"]:.0f} times
  opened {note["opened_seconds"]:.3f} s, then {note["look_up_us"]:.2f} us for each look-up, {note["held_mib"]:.0f} MiB held; JDK {note["jdk_seconds"]:.2f} s
  = {note["jdk_seconds"] / note["opened_seconds"]:.0f} times""")
    lab.keep(dict(benchmark="CRL", **note))


def openssl(entries):
    home = lab.folder("openssl-crl")
    ca = lab.Identity("openssl-crl-root", "Peer CA", "email:ca@partner.example", "ec")
    numbers = random.Random(1)
    with open(home / "index.txt", "w") as index:
        for _ in range(entries):
            serial = numbers.getrandbits(126) | 1 << 126
            index.write(f"R\t351231235959Z\t261101000000Z,keyCompromise\t{serial:032X}\tunknown\t/CN=Somebody\n")
    lab.write(home / "crlnumber", "01\n")
    lab.write(home / "ca.cnf", f"""[ca]
default_ca=d
[d]
database={home}/index.txt
crlnumber={home}/crlnumber
certificate={ca.certificate}
private_key={ca.key}
default_md=sha256
default_crl_days=7
unique_subject=no
""")
    begin = time.monotonic()
    lab.run("openssl", "ca", "-config", home / "ca.cnf", "-gencrl", "-out", home / "list.pem")
    return time.monotonic() - begin


if __name__ == "__main__":
    main(lab.argument(1, 1_000_000), lab.argument(2, 3))
