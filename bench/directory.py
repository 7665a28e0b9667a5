#!/usr/bin/env python3
"""Directory: LDAP search by mail address, the answer holds the certificate; 8 connections of UnboundID's searchrate.

The peer is slapd with an index over mail. Both hold the same contacts with certificates of the same size."""

import base64
import os
import pathlib
import re

import lab

THREADS = 8
AT_ONCE = 25_000
BASE = "dc=sealpost,dc=example"


def main(entries, rounds, seconds):
    certificates = made(entries)
    ours = lab.Sealpost("directory-sealpost")
    fill(ours, certificates)
    slapd = Slapd("directory-slapd", certificates)
    lab.side_by_side(f"directory search of {entries} entries", "searches", {
        "Sealpost": side(ours.port("ldap"), BASE, ours.pid, entries, seconds),
        "slapd": side(slapd.port, "dc=partner,dc=example", slapd.pid, entries, seconds),
    }, rounds)


def made(entries):
    """One certificate by OpenSSL, and copies that differ in the address; nobody verifies signatures in a directory."""
    first = lab.Identity("directory-identity", "Somebody", "email:c00000@partner.example", "rsa:2048")
    der = lab.run("openssl", "x509", "-in", first.certificate, "-outform", "DER")
    return {f"c{number:05}@partner.example": der.replace(b"c00000@", b"c%05d@" % number) for number in range(entries)}


def fill(ours, certificates):
    file = lab.folder("directory-files") / "contacts.ldif"
    people = list(certificates.items())
    for first in range(0, len(people), AT_ONCE):
        lab.write(file, "\n".join(f"""dn: mail={address},{BASE}
objectClass: inetOrgPerson
cn: {address[:6]}
sn: {address[:6]}
mail: {address}
userCertificate;binary:: {base64.b64encode(der).decode()}
""" for address, der in people[first:first + AT_ONCE]))
        ours.command("directory", "import", file)


class Slapd:
    def __init__(self, name, certificates):
        home = lab.folder(name)
        (home / "db").mkdir()
        self.port = lab.free_port()
        lines = ["dn: dc=partner,dc=example", "objectClass: dcObject", "objectClass: organization", "o: Partner",
                 "dc: partner", ""]
        for address, der in certificates.items():
            lines += [f"dn: mail={address},dc=partner,dc=example", "objectClass: inetOrgPerson", f"cn: {address[:6]}",
                      f"sn: {address[:6]}", f"mail: {address}",
                      f"userCertificate;binary:: {base64.b64encode(der).decode()}", ""]
        lab.write(home / "people.ldif", "\n".join(lines))
        schema = "".join(f"include /etc/ldap/schema/{one}.schema\n" for one in ("core", "cosine", "inetorgperson"))
        lab.write(home / "slapd.conf", f"""{schema}
pidfile {home}/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
threads 8
database mdb
maxsize 1073741824
suffix dc=partner,dc=example
directory {home}/db
index objectClass eq
index mail eq
""")
        lab.run("slapadd", "-q", "-f", home / "slapd.conf", "-l", home / "people.ldif")
        process = lab.Process(["slapd", "-d", "0", "-f", home / "slapd.conf", "-h", f"ldap://127.0.0.1:{self.port}"],
                              home / "log")
        self.pid = process.pid
        lab.wait_for(lambda: process.alive() and lab.answers(self.port), 20, "the start of slapd")


def side(port, base, pid, entries, seconds):
    def measure(warm):
        java = pathlib.Path(os.environ["JAVA_HOME"]) / "bin/java"
        cpu = lab.cpu_seconds(pid)
        words = lab.run(
            java, "-Xmx256m", "-cp", next((lab.ROOT / "app/target/lib").glob("unboundid-ldapsdk-*.jar")),
            "com.unboundid.ldap.sdk.examples.SearchRate", "--hostname", "127.0.0.1", "--port", port, "--baseDN", base,
            "--scope", "sub", "--filter", f"(mail=c[0-{entries - 1}%00000]@partner.example)", "--attribute",
            "userCertificate;binary", "--numThreads", THREADS, "--numIntervals", 2, "--intervalDuration", seconds)
        cpu = lab.cpu_seconds(pid) - cpu
        rows = [row.split() for row in words.decode().splitlines() if re.match(r"\s*\d[\d,.]*\s+\d", row)]
        # Per second, in each interval: searches, and further on entries per search and errors.
        if len(rows) != 2 or float(rows[1][2]) != 1 or float(rows[1][3]) != 0:
            raise RuntimeError(words.decode()[-2000:])
        rates = [float(row[0].replace(",", "")) for row in rows]
        count = sum(rates) * seconds
        # The rate is that of the second interval, when the client is warm; its count tells what the CPU was spent on.
        return count, count / rates[1], cpu

    return measure


if __name__ == "__main__":
    main(lab.argument(1, 2000), lab.argument(2, 5), lab.argument(3, 4))
