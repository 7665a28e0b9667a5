#!/usr/bin/env python3
"""Gateway: SMTP in from the server behind, signed and encrypted (10 KB), SMTP out to Postfix's smtp-sink. All sides get their mail
from smtp-source in 20 sessions that stay.

The peers are what administrators build from parts: Postfix with a pipe filter around `openssl cms -sign | openssl cms
-encrypt`, ten at a time, which gives the message back by SMTP; and Postfix with a filter in Perl that stays (filter.pl: Crypt::SMIME,
which is OpenSSL's library), 20 processes. All sign with RSA-2048, or as a fourth argument says (RSA-3072), and encrypt to RSA-2048
with AES-256-CBC."""

import time

import lab

# Of this smtp-source makes its messages.
TEXT = b"XXXXXXXXXXXXXXXX"
INNER = "inner.example"
ALICE = f"alice@{INNER}"
PAT = "pat@partner.example"

FILTER = """#!/bin/bash
# A message on standard input; sender and recipient as arguments. Any failure: Postfix tries again.
work=$(mktemp -d {work}/XXXXXX) || exit 75
trap 'rm -rf "$work"' EXIT
tr -d '\\r' > "$work/message" || exit 75
sed '/^$/q' "$work/message" | awk '/^[ \\t]/ {{ if (kept) print; next }} /^$/ {{ exit }} {{ kept = tolower($0) !~ /^(content-|mime-)/; if (kept) print }}' > "$work/outer"
{{
  sed '/^$/q' "$work/message" | awk '/^[ \\t]/ {{ if (kept) print; next }} /^$/ {{ exit }} {{ kept = tolower($0) ~ /^content-/; if (kept) print }}'
  echo
  sed '1,/^$/d' "$work/message"
}} > "$work/entity"
{{
  cat "$work/outer"
  openssl cms -sign -in "$work/entity" -signer {signer.certificate} -inkey {signer.key} -md sha256 |
    openssl cms -encrypt -aes256 {recipient.certificate}
}} > "$work/sealed" || exit 75
exec 3<>/dev/tcp/127.0.0.1/{back} || exit 75
{{
  printf 'HELO filter\r\nMAIL FROM:<%s>\r\nRCPT TO:<%s>\r\nDATA\r\n' "$1" "$2"
  sed 's/^\./../; s/$/\r/' "$work/sealed"
  printf '.\r\nQUIT\r\n'
}} >&3
grep -q 'Ok: queued' <&3 || exit 75
"""


# Until the JDK has compiled what one message takes; Postfix is warm after a few hundred.
WARM = 60_000


def main(count, few, rounds, kind):
    sink_port = lab.free_port()
    recipient = lab.Identity("gateway-recipient", "Pat", f"email:{PAT}", "rsa:2048")
    signer = lab.Identity("gateway-signer", "Alice", f"email:{ALICE}", kind.lower().replace("-", ":"))
    ours = lab.Sealpost("gateway-sealpost", f'delivery.smart_host = "127.0.0.1:{sink_port}"')
    ours.command("contact", "add", PAT, "--name", "Pat", "--certificate", recipient.certificate)
    ours.command("domain", "relay", INNER, "--to", f"127.0.0.1:{sink_port}", "--verify", "none", "--sender", "127.0.0.1")
    ours.command("user", "add", ALICE, "--name", "Alice")
    sign_with(ours, kind)
    peer = filtering_postfix(sink_port, signer, recipient)
    staying = staying_filter(sink_port, signer, recipient)

    doors = {"ours": ours.port("smtp"), "peer": peer.port, "perl": staying.port}
    for name, port in doors.items():
        check(sink_port, port, recipient, name, b"by localhost with SMTP" if name == "ours" else b"(Postfix)")
    lab.side_by_side(f"gateway sign+encrypt, 10 KB, {kind}", "messages", {
        "Sealpost": side(sink_port, [ours.pid], doors["ours"], count, WARM),
        "Postfix+openssl": side(sink_port, [peer.pid], doors["peer"], few),
        "Postfix+Perl": side(sink_port, [staying.pid, staying.filter.pid], doors["perl"], few * 2),
    }, rounds)


def sign_with(ours, kind):
    """Gives everybody another key than the template that is deployed at first."""
    ours.command("template", "copy", "MailUser", "MailBench")
    ours.command("template", "set", "MailBench", f"key={kind}")
    ours.command("ca", "offer", "MailBench")
    ours.command("template", "supersede", "MailBench", "MailUser")
    ours.command("policy", "set", "Default", "--templates", "MailBench,Computer")
    ours.command("enroll", "now")
    assert kind in ours.command("cert", "list", ALICE).decode(errors="replace"), "the new key was not made"


def filtering_postfix(sink_port, signer, recipient):
    work = lab.folder("gateway-filter")
    work.chmod(0o777)
    script = work / "filter"
    back = lab.free_port()
    peer = lab.Postfix(
        "gateway-postfix", [f"relayhost = [127.0.0.1]:{sink_port}"],
        [f"filter unix - n n - 10 pipe\n  flags=Rq user=nobody null_sender= argv={script} ${{sender}} ${{recipient}}",
         f"127.0.0.1:{back} inet n - n - - smtpd"],
        ["content_filter=filter:dummy"])
    lab.write(script, FILTER.format(work=work, signer=signer, recipient=recipient, back=back)).chmod(0o755)
    return peer


def staying_filter(sink_port, signer, recipient):
    door, back = lab.free_port(), lab.free_port()
    peer = lab.Postfix(
        "gateway-perl", [f"relayhost = [127.0.0.1]:{sink_port}"],
        [f"127.0.0.1:{back} inet n - n - - smtpd"], [f"content_filter=smtp:[127.0.0.1]:{door}"])
    peer.filter = lab.Process(
        [lab.ROOT / "bench/filter.pl", door, back, signer.key, signer.certificate, recipient.certificate, 20],
        lab.folder("gateway-perl-filter") / "log")
    lab.wait_for(lambda: lab.answers(door), 20, "the start of the filter")
    return peer


def side(sink_port, pids, port, count, warm_count=0):
    return lab.through(sink_port, pids, lambda messages: lab.send(port, messages, ALICE, PAT), count, warm_count)


def check(sink_port, port, recipient, name, trace):
    """One message of each side is opened and its signature verified, so that nobody wins by leaving work out."""
    kept = lab.folder("gateway-kept-" + name)
    kept.chmod(0o777)
    sink = lab.Sink(sink_port, kept / "message.")
    lab.send(port, 1, ALICE, PAT)
    sink.wait(1)
    # Until the last reply is out; else the message would come again.
    time.sleep(1)
    sink.stop()
    file = next(one for one in kept.iterdir() if one.name.startswith("message"))
    text = file.read_bytes()
    assert TEXT not in text, "the message left readable"
    assert trace in text, "the message came from somebody else"
    lab.write(kept / "mail", text.decode())
    lab.run("openssl", "cms", "-decrypt", "-in", kept / "mail", "-recip", recipient.certificate, "-inkey", recipient.key,
            "-out", kept / "opened")
    lab.run("openssl", "cms", "-verify", "-in", kept / "opened", "-noverify", "-out", kept / "text")
    assert TEXT in (kept / "text").read_bytes(), "the message is not the one that was sent"


if __name__ == "__main__":
    main(lab.argument(1, 2000), lab.argument(2, 300), lab.argument(3, 5), lab.argument(4, "RSA-2048"))
