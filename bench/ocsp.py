#!/usr/bin/env python3
"""OCSP over HTTP, 8 connections: answers that can be given again (no nonce), and answers that are signed for each request
(with a nonce). Keys of both authorities and responders are P-256. The first is measured a second time beside a responder with
RSA-2048, of which most are: what was signed before does not care about the key.

The peer is `openssl ocsp`, which signs every answer and closes every connection; our connections are kept, as its own
clients and those of others do."""

import os
import pathlib
import re
import urllib.request

import lab

CONNECTIONS = 8
EC = ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
RSA = ("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")


def main(rounds, seconds):
    ours = lab.Sealpost("ocsp-sealpost")
    files = lab.folder("ocsp-files")
    issuer = files / "issuing.pem"
    pki = int(re.search(r'pki = "127.0.0.1:(\d+)"', (ours.data / "sealpost.toml").read_text()).group(1))
    lab.write(issuer, lab.run("openssl", "x509", "-inform", "DER", "-in", fetched(pki, "/pki/issuing.crt", files)).decode())
    certificates = []
    for name in lab.PEOPLE:
        certificate = files / f"{name}.pem"
        lab.write(certificate, pem(ours, name))
        certificates.append(certificate)
    peer = Peer("ocsp-openssl", len(certificates), EC)
    rsa = Peer("ocsp-openssl-rsa", len(certificates), RSA)
    mine = {nonce: requests(files, issuer, certificates, nonce) for nonce in (False, True)}
    theirs = {nonce: requests(peer.home, peer.ca.certificate, peer.certificates, nonce) for nonce in (False, True)}
    of_rsa = requests(rsa.home, rsa.ca.certificate, rsa.certificates, False)
    check(f"http://127.0.0.1:{pki}/ocsp", issuer, certificates[0], ours.data / "ca.pem")
    check(f"http://127.0.0.1:{peer.port}/", peer.ca.certificate, peer.certificates[0], peer.ca.certificate)
    for nonce, name in ((False, "OCSP, answers given again"), (True, "OCSP, answers signed on demand")):
        lab.side_by_side(name, "answers", {
            "Sealpost": side(pki, "/ocsp", ours.pid, mine[nonce], seconds),
            "openssl ocsp": side(peer.port, "/", peer.pid, theirs[nonce], seconds),
        }, rounds)
    lab.side_by_side("OCSP, answers given again, beside RSA-2048", "answers", {
        "Sealpost": side(pki, "/ocsp", ours.pid, mine[False], seconds),
        "openssl ocsp, RSA-2048": side(rsa.port, "/", rsa.pid, of_rsa, seconds),
    }, rounds)


def fetched(port, path, folder):
    file = folder / "fetched.der"
    file.write_bytes(urllib.request.urlopen(f"http://127.0.0.1:{port}{path}").read())
    return file


def pem(ours, name):
    # What a command prints comes in frames; only what is in it counts here.
    held = ours.command("cert", "list", f"{name}@sealpost.example", "--json")
    fingerprint = re.search(rb'"fingerprint" : "([0-9a-f]{64})"', held).group(1).decode()
    return re.search(rb"-----BEGIN.*END CERTIFICATE-----\n", ours.command("cert", "pem", fingerprint), re.S).group().decode()


def requests(folder, issuer, certificates, nonce):
    files = []
    for number, certificate in enumerate(certificates):
        file = folder / f"request-{number}-{'nonce' if nonce else 'plain'}.der"
        lab.run("openssl", "ocsp", "-issuer", issuer, "-cert", certificate, "-nonce" if nonce else "-no_nonce", "-reqout", file)
        files.append(file)
    return files


def check(url, issuer, certificate, root):
    words = lab.run("openssl", "ocsp", "-url", url, "-issuer", issuer, "-cert", certificate, "-CAfile", root).decode()
    if "Response verify OK" not in words or "good" not in words:
        raise RuntimeError(words)


class Peer:
    """An authority of OpenSSL that issued as many certificates, and its responder."""

    def __init__(self, name, people, kind):
        home = self.home = lab.folder(name)
        self.kind = kind
        lab.write(home / "ca.cnf", f"""[req]
distinguished_name=n
[n]
[root]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
[ca]
default_ca=d
[d]
database={home}/index.txt
serial={home}/serial
new_certs_dir={home}
certificate={home}/ca.pem
private_key={home}/ca.key
default_md=sha256
default_days=30
policy=p
[p]
commonName=supplied
[person]
keyUsage=digitalSignature
[responder]
extendedKeyUsage=OCSPSigning
""")
        lab.write(home / "index.txt", "")
        lab.write(home / "serial", "1000\n")
        self.key(home / "ca.key")
        lab.run("openssl", "req", "-x509", "-config", home / "ca.cnf", "-extensions", "root", "-key", home / "ca.key", "-days", "30",
                "-subj", "/CN=Peer CA", "-out", home / "ca.pem")
        self.ca = type("Ca", (), {"certificate": home / "ca.pem"})
        self.certificates = [self.issued(f"person{number}", "person") for number in range(people)]
        responder = self.issued("responder", "responder")
        self.port = lab.free_port()
        process = lab.Process(["openssl", "ocsp", "-index", home / "index.txt", "-port", self.port, "-rsigner", responder,
                               "-rkey", home / "responder.key", "-CA", home / "ca.pem", "-ndays", "1"],
                              home / "log")
        self.pid = process.pid
        # A connection that only tries whether it answers would keep it busy for good.
        lab.wait_for(lambda: process.alive() and "waiting for OCSP" in (home / "log").read_text(), 20, "the start of openssl ocsp")

    def key(self, file):
        lab.run("openssl", "genpkey", *self.kind, "-out", file)

    def issued(self, name, section):
        key, request, certificate = (self.home / f"{name}.{kind}" for kind in ("key", "csr", "crt"))
        self.key(key)
        lab.run("openssl", "req", "-new", "-config", self.home / "ca.cnf", "-key", key, "-subj", f"/CN={name}", "-out", request)
        lab.run("openssl", "ca", "-batch", "-notext", "-config", self.home / "ca.cnf", "-extensions", section, "-in", request,
                "-out", certificate)
        return certificate


def side(port, path, pid, files, seconds):
    def measure(warm):
        java = pathlib.Path(os.environ["JAVA_HOME"]) / "bin/java"
        cpu = lab.cpu_seconds(pid)
        words = lab.run(java, "-Xmx256m", "-XX:+UseSerialGC", "-cp", lab.ROOT / "bench/target/classes",
                        "org.sealpost.bench.OcspLoad", port, path, CONNECTIONS, seconds, *files)
        return int(words.decode().split()[-1]), seconds, lab.cpu_seconds(pid) - cpu

    return measure


if __name__ == "__main__":
    main(lab.argument(1, 5), lab.argument(2, 4))
