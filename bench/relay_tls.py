#!/usr/bin/env python3
"""Relay over mutual TLS: messages of 10 KB from a partner that shows its certificate, in 20 sessions that stay, on to the server
behind, over TLS and over connections that stay. With us the partner is enforced: each message is judged by certificate, revocation
and sender. The peer is Postfix with smtpd_tls_req_ccert, and with TLS connections that are used again (tlsproxy, scache). What sends and what
takes is the same for both, and costs more than Postfix's own smtp-source and smtp-sink, which have no TLS: compare the CPU."""

import os
import pathlib
import ssl

import lab

SESSIONS = 20
SIZE = 10 * 1024
DOMAIN = "inner.example"
ANN = "ann@left.example"
BOB = f"bob@{DOMAIN}"
WARM = 30_000


def main(count, rounds):
    sink_port = lab.free_port()
    partner = authority("left", "DNS:left.example,DNS:mx.left.example")
    behind = authority("inner", "DNS:localhost,IP:127.0.0.1")
    server = lab.Identity("tls-server", "localhost", "DNS:localhost", "ec")
    ours = lab.Sealpost("relay-tls-sealpost")
    ours.command("domain", "relay", DOMAIN, "--to", f"127.0.0.1:{sink_port}", "--verify", "none")
    ours.command("tls", "require", DOMAIN, "encrypted")
    ours.command("partner", "add", "left.example", "--anchor", partner["ca"])
    ours.command("partner", "set", "left.example", "--receive", "enforced", "--force")
    peer = lab.Postfix("relay-tls-postfix", [
        f"relayhost = [127.0.0.1]:{sink_port}", "smtpd_tls_security_level = encrypt", "smtpd_tls_req_ccert = yes",
        f"smtpd_tls_CAfile = {partner['ca']}", f"smtpd_tls_chain_files = {server.key}, {server.certificate}",
        "smtp_tls_security_level = encrypt", "smtp_tls_connection_reuse = yes", "smtp_connection_cache_on_demand = yes",
        f"smtp_tls_session_cache_database = btree:$data_directory/scache"],
        services=["tlsproxy unix - - n - 0 tlsproxy", "tlsmgr unix - - n 1000? 1 tlsmgr"])
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    client.load_cert_chain(partner["chain"], partner["key"])
    sides = {"Sealpost": side(sink_port, behind, client, ours.pid, ours.port("smtp"), count, WARM),
             "Postfix": side(sink_port, behind, client, peer.pid, peer.port, count)}
    lab.side_by_side("relay over mutual TLS, 10 KB", "messages", sides, rounds)


def authority(name, names):
    """An authority of its own, and a certificate of it."""
    home = lab.folder(f"tls-{name}")
    ca, key, chain = home / "ca.pem", home / "key.pem", home / "chain.pem"
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    lab.run("openssl", "req", "-x509", *curve, "-keyout", home / "ca.key", "-out", ca, "-days", 30, "-subj", f"/CN={name} CA",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    lab.run("openssl", "req", *curve, "-keyout", key, "-out", home / "request.pem", "-subj", f"/CN={name}")
    extensions = lab.write(home / "extensions", "basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth,clientAuth\n"
                           f"subjectAltName={names}\n")
    lab.run("openssl", "x509", "-req", "-in", home / "request.pem", "-CA", ca, "-CAkey", home / "ca.key", "-CAcreateserial",
            "-days", 20, "-extfile", extensions, "-out", home / "certificate.pem")
    chain.write_text((home / "certificate.pem").read_text() + ca.read_text())
    lab.run("openssl", "pkcs12", "-export", "-inkey", key, "-in", chain, "-out", home / "identity.p12", "-passout", "pass:bench")
    return dict(ca=ca, key=key, chain=chain, p12=home / "identity.p12")


def side(sink_port, behind, client, pid, port, count, warm_count=0):
    def connect():
        return lab.Smtp(port, context=client)

    def work(connection, numbers):
        for number in numbers:
            connection.send(ANN.encode(), BOB.encode(), lab.message(ANN, BOB, SIZE, number))

    def measure(warm):
        messages = max(count, warm_count) if warm else count
        sink = lab.Sink(sink_port, command=sink_command(sink_port, behind["p12"]))
        load = lab.Load(SESSIONS, connect, work, messages)
        cpu = lab.cpu_seconds(pid)
        begin, _ = load.run(SESSIONS)
        seconds = sink.wait(messages, 600) - begin
        cpu = lab.cpu_seconds(pid) - cpu
        sink.stop()
        return messages, seconds, cpu

    return measure


def sink_command(port, identity):
    java = pathlib.Path(os.environ["JAVA_HOME"]) / "bin/java"
    return [java, "-XX:+UseSerialGC", "-Xmx256m", "-cp", lab.HERE / "target/classes", "org.sealpost.bench.TlsSink", port, identity, "bench"]


if __name__ == "__main__":
    main(lab.argument(1, 5_000), lab.argument(2, 5))
