#!/usr/bin/env python3
"""Enrolment: key, certificate, publication and records for many people, all durable; P-256 keys.

The peer is what one types without us: openssl genpkey, req and ca for each person, one after the other. Ours is the loop of
the server on stores of its own, in 512 MiB and as the server is started, after 20,000 people to warm up; beside it, how many
a second the first 5,000 of a fresh process are, how long a run over all these people takes when nothing is to be done, and how long a new account waits for its certificate."""

import json
import os
import pathlib
import resource
import time

import lab

HEAP = "512m"


def main(people, peers, rounds):
    notes = []
    lab.side_by_side("enrolment, P-256", "people", {
        "Sealpost": ours(people, notes),
        "openssl ca": theirs(peers),
    }, rounds, warm=False)
    for note in notes:
        print(f"  the first 5,000 of a process: {note['first_per_second']:,} people/s")
        print(f"  {note['people'] + note['warm_up']} people unchanged: {note['unchanged_seconds']:.2f} s in {note['heap_mib']} MiB of heap; "
              f"a new account waits {note['account_ms']:.1f} ms")
        lab.keep(dict(benchmark="enrolment, unchanged", **note))


def ours(people, notes):
    def measure(warm):
        java = pathlib.Path(os.environ["JAVA_HOME"]) / "bin/java"
        classes = lab.ROOT / "bench/target/classes"
        words = lab.run(java, f"-Xmx{HEAP}", "-XX:+UseSerialGC", "-Xms64m", "--enable-native-access=ALL-UNNAMED", "-cp",
                        f"{classes}:{lab.ROOT}/bench/target/lib/*", "org.sealpost.bench.EnrollLoad", people, "EC-P256")
        note = json.loads(words.decode().splitlines()[-1])
        notes.append(note)
        return people, note["issue_seconds"], note["issue_cpu"]

    return measure


def theirs(people):
    def measure(warm):
        home = lab.folder("openssl-ca")
        ca = lab.Identity("openssl-ca-root", "Peer CA", "email:ca@partner.example", "ec")
        lab.write(home / "index.txt", "")
        lab.write(home / "serial", "1000\n")
        lab.write(home / "ca.cnf", f"""[ca]
default_ca=d
[d]
database={home}/index.txt
serial={home}/serial
new_certs_dir={home}
certificate={ca.certificate}
private_key={ca.key}
default_md=sha256
default_days=365
policy=p
unique_subject=no
email_in_dn=no
[p]
commonName=supplied
[x]
keyUsage=digitalSignature,keyAgreement
extendedKeyUsage=emailProtection
""")
        begin, cpu = time.monotonic(), children_seconds()
        for number in range(people):
            key, request = home / f"{number}.key", home / f"{number}.csr"
            lab.run("openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key)
            lab.run("openssl", "req", "-new", "-key", key, "-subj", f"/CN=User {number}", "-out", request)
            lab.run("openssl", "ca", "-batch", "-notext", "-config", home / "ca.cnf", "-extensions", "x", "-in", request,
                    "-out", home / f"{number}.crt")
        return people, time.monotonic() - begin, children_seconds() - cpu

    return measure


def children_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(lab.argument(1, 10_000), lab.argument(2, 200), lab.argument(3, 3))
