"""What the benchmarks share: our server and its peers as processes of their own, load, and rounds side by side.

Everything lies in one folder below $SEALPOST_BENCH (default: bench/out/work), so that all write to the same disk. Only
processes that were started here are stopped, each by its id."""

import atexit
import base64
import json
import multiprocessing
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import ssl
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
OUT = HERE / "out"
WORK = pathlib.Path(os.environ.get("SEALPOST_BENCH", OUT / "work"))
TICK = os.sysconf("SC_CLK_TCK")
PEOPLE = ("alice", "bob", "carol")
os.environ["PATH"] += ":/usr/sbin"


def java_options():
    """As the script that starts a server gives them to Java."""
    words = subprocess.run(["bash", "-c", '. "$1/tools/java.sh"; set_java_options "$1" demo; printf "%s\\0" "${java_options[@]}"', "-", ROOT],
                           check=True, stdout=subprocess.PIPE).stdout
    return words.decode().split("\0")[:-1]


def folder(name):
    """A new and empty folder that servers under other user ids can get into."""
    path = WORK / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    path.chmod(0o755)
    return path


def write(path, text):
    path.write_text(text)
    return path


def free_port():
    """One that nobody gets by chance before its server opens it: below those that the system gives to clients."""
    while True:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", random.randrange(20000, 30000)))
                return probe.getsockname()[1]
            except OSError:
                pass


def wait_for(condition, seconds, what):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise TimeoutError(f"{what} did not happen within {seconds} s")


def pid_in(file):
    """A daemon may write it a moment after its port is open."""
    return int(wait_for(lambda: file.exists() and file.read_text().strip(), 10, f"the writing of {file}"))


def answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), 1):
            return True
    except OSError:
        return False


def run(*command):
    """Runs a command to its end. Its words go to a file, since a daemon that it leaves behind would keep a pipe open."""
    with tempfile.TemporaryFile() as words:
        code = subprocess.call([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=words, stderr=words)
        words.seek(0)
        if code:
            raise RuntimeError(f"{command} failed: {words.read().decode(errors='replace')[-2000:]}")
        return words.read()


# Processes: what they cost

def children():
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                parents[int(entry)] = int(stat(entry)[1])
            except OSError:
                pass
    return parents


def stat(pid):
    """The fields behind the name of the program, proc(5): state, parent, ..."""
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()


def tree(pid):
    parents = children()
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def cpu_seconds(pid):
    """Of a process, its descendants, and those of them that are gone already."""
    total = 0
    for one in tree(pid):
        try:
            total += sum(int(value) for value in stat(one)[11:15])
        except OSError:
            pass
    return total / TICK


def memory_mib(pid):
    """Proportional set size: what is shared between processes counts once."""
    total = 0
    for one in tree(pid):
        try:
            text = pathlib.Path(f"/proc/{one}/smaps_rollup").read_text()
            total += int(re.search(r"^Pss:\s+(\d+)", text, re.M).group(1))
        except (OSError, AttributeError):
            pass
    return total / 1024


def machine_seconds():
    with open("/proc/stat") as file:
        user, nice, system, idle, iowait, irq, softirq = map(int, file.readline().split()[1:8])
    return (user + nice + system + irq + softirq) / TICK


class Process:
    """A process that was started here and ends with us."""

    def __init__(self, command, log, **more):
        self.log = log
        with open(log, "ab") as out:
            self.popen = subprocess.Popen(
                [str(word) for word in command], stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, **more)
        self.pid = self.popen.pid
        atexit.register(self.stop)

    def alive(self):
        if self.popen.poll() is not None:
            raise RuntimeError(f"the server has ended; it says: {pathlib.Path(self.log).read_text(errors='replace')[-2000:]}")
        return True

    def stop(self):
        if self.popen.poll() is None:
            self.popen.terminate()
            try:
                self.popen.wait(40)
            except subprocess.TimeoutExpired:
                self.popen.kill()
                self.popen.wait()


# Our server

class Sealpost:
    """The real program with the demo's people, all doors on free ports of loopback."""

    DOORS = ("smtp", "submission", "submissions", "imap", "imaps", "pop3", "pop3s", "sieve", "ldap", "ldaps", "enroll",
             "https")

    def __init__(self, name, *settings):
        self.data = folder(name)
        pki = free_port()
        write(self.data / "sealpost.toml", "\n".join([
            'domain = "sealpost.example"', 'host = "localhost"', *settings, "[listen]",
            *(f'{door} = "127.0.0.1:0"' for door in self.DOORS), f'pki = "127.0.0.1:{pki}"',
            "[ldap]", 'anonymous = "certificates"', "[authority]", f'url = "http://localhost:{pki}"', ""]))
        self.start()

    def start(self):
        """Starts, and says how many seconds it took until all doors were open."""
        ready = self.data / "ready.json"
        ready.unlink(missing_ok=True)
        java = pathlib.Path(os.environ["JAVA_HOME"]) / "bin/java"
        jar = ROOT / "app/target/sealpost-app-0.1.0-SNAPSHOT.jar"
        command = [java, *java_options(), f"-Dsealpost.home={ROOT}",
                   "-cp", f"{jar}:{ROOT}/app/target/lib/*", "org.sealpost.app.Main", "demo", "--data", self.data]
        begin = time.monotonic()
        self.process = Process(command, self.data / "server.log")
        wait_for(lambda: self.process.alive() and ready.exists(), 120, "the start of Sealpost")
        took = time.monotonic() - begin
        self.ready = json.loads(ready.read_text())
        self.pid = self.process.pid
        return took

    def port(self, door):
        return int(self.ready[door].rpartition(":")[2])

    def password(self, name):
        return next(one["password"] for one in self.ready["accounts"] if one["address"].startswith(name + "@"))

    def login(self, name):
        return f"{name}@sealpost.example", self.password(name)

    def command(self, *arguments):
        """A command of the administrator over the control socket: strings with their length in front."""
        def packed(text):
            raw = str(text).encode()
            return struct.pack(">I", len(raw)) + raw

        with socket.socket(socket.AF_UNIX) as control:
            control.connect(str(self.data / "run/control.sock"))
            control.sendall(packed(os.getcwd()) + packed("") + struct.pack(">I", len(arguments))
                            + b"".join(map(packed, arguments)))
            answer = b"".join(iter(lambda: control.recv(65536), b""))
        if struct.unpack(">I", answer[-4:])[0]:
            raise RuntimeError(f"{arguments} failed: {answer.decode(errors='replace')}")
        return answer

    def imap(self, name):
        return Imap(self.port("imaps"), *self.login(name))

    def stop(self):
        self.process.stop()


# The peers

class Postfix:
    """A Postfix of our own: its own configuration, queue and ports. `settings` go to main.cf, `services` to master.cf."""

    def __init__(self, name, settings=(), services=(), smtpd=()):
        self.port = free_port()
        self.home = folder(name)
        etc, queue, state = self.home / "etc", self.home / "queue", self.home / "state"
        for path in (etc, queue, state):
            path.mkdir()
        shutil.chown(state, "postfix")
        # The guards against a flood from one client are off, since one client is what a benchmark is.
        write(etc / "main.cf", "\n".join([
            "compatibility_level = 3.6", f"queue_directory = {queue}", f"data_directory = {state}",
            f"maillog_file = {self.home}/maillog", f"maillog_file_prefixes = {self.home}",
            "inet_interfaces = 127.0.0.1", "inet_protocols = ipv4", "myhostname = bench.localhost", "mydestination =",
            "mynetworks = 127.0.0.0/8", "local_transport = error:none", "alias_maps =", "alias_database =",
            "disable_dns_lookups = yes", "smtp_host_lookup = native", "in_flow_delay = 0",
            "smtpd_client_connection_count_limit = 0", "smtpd_client_connection_rate_limit = 0",
            "default_process_limit = 100", *settings, ""]))
        write(etc / "master.cf", "\n".join([
            f"127.0.0.1:{self.port} inet n - n - - smtpd", *(f"  -o {option}" for option in smtpd), *services,
            "pickup unix n - n 60 1 pickup", "cleanup unix n - n - 0 cleanup", "qmgr unix n - n 300 1 qmgr",
            "rewrite unix - - n - - trivial-rewrite", "bounce unix - - n - 0 bounce", "defer unix - - n - 0 bounce",
            "trace unix - - n - 0 bounce", "verify unix - - n - 1 verify", "flush unix n - n 1000? 0 flush",
            "proxymap unix - - n - - proxymap", "smtp unix - - n - - smtp", "relay unix - - n - - smtp",
            "lmtp unix - - n - - lmtp", "showq unix n - n - - showq", "error unix - - n - - error",
            "retry unix - - n - - error", "discard unix - - n - - discard", "anvil unix - - n - 1 anvil",
            "scache unix - - n - 1 scache", "postlog unix-dgram n - n - 1 postlogd", ""]))
        self.etc = etc
        atexit.register(self.stop)
        self.start()

    def start(self):
        begin = time.monotonic()
        # The tool that starts it waits until the queue folders are made.
        run("postfix", "-c", self.etc, "start")
        wait_for(lambda: answers(self.port), 20, "the start of Postfix")
        took = time.monotonic() - begin
        self.pid = pid_in(self.home / "queue/pid/master.pid")
        return took

    def stop(self):
        subprocess.run(["postfix", "-c", str(self.etc), "stop"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Dovecot:
    """A Dovecot of our own in its high-performance form (login processes are kept), maildir, over TLS and LMTP."""

    def __init__(self, name, identity):
        self.lmtp, self.imap_port, self.imaps_port = free_port(), free_port(), free_port()
        home = self.home = folder(name)
        for path in ("mail", "state", "run"):
            (home / path).mkdir()
        shutil.chown(home / "mail", "nobody", "nogroup")
        write(home / "dovecot.conf", f"""
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{identity.certificate}
ssl_key = <{identity.key}
disable_plaintext_auth = no
mail_location = maildir:~/Maildir
mail_fsync = optimized
first_valid_uid = 1
first_valid_gid = 1
passdb {{
  driver = static
  args = password=pass
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={home}/mail/%n
}}
auth_cache_size = 10M
mail_max_userip_connections = 1000
default_client_limit = 4000
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {self.lmtp}
  }}
  process_min_avail = 4
}}
service imap-login {{
  inet_listener imap {{
    port = {self.imap_port}
  }}
  inet_listener imaps {{
    port = {self.imaps_port}
    ssl = yes
  }}
  service_count = 0
  process_min_avail = 2
}}
service imap {{
  service_count = 256
  process_limit = 500
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
""")
        atexit.register(self.stop)
        self.start()

    def start(self):
        begin = time.monotonic()
        run("dovecot", "-c", self.home / "dovecot.conf")
        wait_for(lambda: answers(self.imaps_port) and answers(self.lmtp), 20, "the start of Dovecot")
        took = time.monotonic() - begin
        self.pid = pid_in(self.home / "run/master.pid")
        return took

    def imap(self, name):
        return Imap(self.imaps_port, name, "pass")

    def stop(self):
        pid = self.home / "run/master.pid"
        if pid.exists():
            subprocess.run(["doveadm", "-c", str(self.home / "dovecot.conf"), "stop"], stderr=subprocess.DEVNULL)


class Identity:
    """A key with a certificate over a name or address that it signed itself, made by OpenSSL."""

    def __init__(self, name, subject, alternative, algorithm="rsa:3072"):
        home = folder(name)
        self.key, self.certificate = home / "key.pem", home / "certificate.pem"
        more = ["-pkeyopt", "ec_paramgen_curve:P-256"] if algorithm == "ec" else []
        # Without the system's configuration, which would make it an authority.
        plain = write(home / "openssl.cnf", "[req]\ndistinguished_name = name\n[name]\n")
        run("openssl", "req", "-config", plain, "-x509", "-newkey", algorithm, *more, "-nodes", "-days", "30", "-keyout", self.key,
            "-out", self.certificate, "-subj", f"/CN={subject}", "-addext", f"subjectAltName={alternative}",
            "-addext", "keyUsage=critical,digitalSignature,keyEncipherment",
            "-addext", "basicConstraints=critical,CA:FALSE")
        self.key.chmod(0o644)


def through(sink_port, pids, load, count, warm_count=0):
    """A side that takes messages and hands them on to a sink. `load` sends so many and returns when it began."""
    def measure(warm):
        messages = max(count, warm_count) if warm else count
        sink = Sink(sink_port)
        cpu = sum(map(cpu_seconds, pids))
        begin = load(messages)
        seconds = sink.wait(messages, 600) - begin
        cpu = sum(map(cpu_seconds, pids)) - cpu
        sink.stop()
        return messages, seconds, cpu

    return measure


def send(port, messages, sender, recipient, size=10 * 1024):
    """smtp-source in 20 sessions that stay. Returns when it began; all are accepted when this returns."""
    begin = time.monotonic()
    run("smtp-source", "-d", "-s", min(20, messages), "-m", messages, "-l", size, "-f", sender, "-t", recipient, f"127.0.0.1:{port}")
    return begin


class Sink:
    """Postfix's smtp-sink: takes every message, throws it away, and counts. Another `command` must print its counts as that does."""

    def __init__(self, port, keep=None, command=None):
        self.port, self.count, self.last = port, 0, 0.0
        self.changed = threading.Condition()
        user = ["-u", "nobody"] if os.getuid() == 0 else []
        dump = ["-d", str(keep)] if keep else []
        command = command or ["smtp-sink", *user, *dump, "-c", f"127.0.0.1:{port}", "1024"]
        self.popen = subprocess.Popen([str(word) for word in command],
                                      stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        threading.Thread(target=self.read, daemon=True).start()
        atexit.register(self.stop)
        wait_for(lambda: answers(port), 10, "the start of smtp-sink")

    def read(self):
        rest = b""
        while chunk := os.read(self.popen.stdout.fileno(), 65536):
            rest = (rest + chunk)[-1000:]
            if counts := re.findall(rb"mesg=(\d+)", rest):
                with self.changed:
                    self.count, self.last = int(counts[-1]), time.monotonic()
                    self.changed.notify_all()

    def wait(self, count, seconds=120):
        with self.changed:
            if not self.changed.wait_for(lambda: self.count >= count, seconds):
                raise TimeoutError(f"{self.count} of {count} messages came")
            return self.last

    def stop(self):
        if self.popen.poll() is None:
            self.popen.terminate()
            self.popen.wait()


# Clients

def loose_tls():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Line:
    """A connection on which lines go to and fro."""

    def __init__(self, port, tls=False):
        self.socket = socket.create_connection(("127.0.0.1", port), 60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls:
            self.start_tls()
        self.rest = b""

    def start_tls(self, context=None):
        self.socket = (context or loose_tls()).wrap_socket(self.socket)

    def more(self):
        chunk = self.socket.recv(262144)
        if not chunk:
            raise ConnectionError("the server hung up")
        self.rest += chunk

    def close(self):
        self.socket.close()


class Smtp(Line):
    """With a login or a context for TLS, over TLS."""

    def __init__(self, port, login=None, context=None):
        super().__init__(port)
        self.reply(b"220")
        self.say(b"EHLO bench.localhost\r\n", b"250")
        if login or context:
            self.say(b"STARTTLS\r\n", b"220")
            self.start_tls(context)
            self.say(b"EHLO bench.localhost\r\n", b"250")
        if login:
            secret = base64.b64encode(b"\0" + login[0].encode() + b"\0" + login[1].encode())
            self.say(b"AUTH PLAIN " + secret + b"\r\n", b"235")

    def say(self, command, expected):
        self.socket.sendall(command)
        self.reply(expected)

    def reply(self, expected):
        while True:
            while b"\n" not in self.rest:
                self.more()
            line, _, self.rest = self.rest.partition(b"\n")
            if line[3:4] != b"-":
                if not line.startswith(expected):
                    raise RuntimeError(f"the server says {line.decode(errors='replace')}")
                return

    def send(self, sender, recipient, message):
        """RFC 2920: the commands go together, the text when the server wants it."""
        self.socket.sendall(b"MAIL FROM:<%b>\r\nRCPT TO:<%b>\r\nDATA\r\n" % (sender, recipient))
        for code in (b"250", b"250", b"354"):
            self.reply(code)
        self.say(message + b"\r\n.\r\n", b"250")


class Imap(Line):
    """Just enough of RFC 9051 to ask and to wait for the answer."""

    def __init__(self, port, user, password, tls=True):
        super().__init__(port, tls)
        while b"\r\n" not in self.rest:
            self.more()
        self.rest, self.tag = b"", 0
        self.ask(f'LOGIN "{user}" "{password}"')

    def ask(self, command):
        self.tag += 1
        tag = b"a%d" % self.tag
        self.socket.sendall(tag + b" " + command.encode("latin-1") + b"\r\n")
        answer = bytearray()
        while True:
            chunk = self.socket.recv(262144)
            if not chunk:
                raise ConnectionError("the server hung up")
            answer += chunk
            last = answer.rfind(b"\r\n", 0, -2)
            last = last + 2 if last >= 0 else 0
            if answer.endswith(b"\r\n") and answer.startswith(tag + b" ", last):
                break
        if not answer.startswith(tag + b" OK", last):
            raise RuntimeError(f"{command.split()[0]}: the server says {answer[last:].decode(errors='replace')}")
        return answer

    def append(self, message):
        """RFC 7888: the message goes along without waiting for leave."""
        return self.ask(f"APPEND INBOX {{{len(message)}+}}\r\n" + message.decode("latin-1"))

    def count(self):
        return int(re.search(rb"MESSAGES (\d+)", self.ask("STATUS INBOX (MESSAGES)")).group(1))


def message(sender, recipient, size, number):
    head = (f"From: {sender}\r\nTo: {recipient}\r\nSubject: Results of the week, number {number}\r\n"
            f"Date: Sat, 21 Nov 2026 12:00:00 +0000\r\nMessage-ID: <{number}.{time.time_ns()}@bench.localhost>\r\n"
            "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n")
    line = "The quick brown fox jumps over the lazy dog, and then it does so again. \r\n".replace(". \r", ".\r")
    return (head + line * ((size - len(head)) // len(line))).encode()


class Load:
    """Sessions in processes of their own, which connect first and send when told, so that only sending is measured."""

    PROCESSES = 4

    def __init__(self, sessions, connect, work, count):
        """`connect()` gives a connection; `work(connection, numbers)` does the work with these numbers."""
        self.go = multiprocessing.Event()
        self.ready = multiprocessing.Queue()
        shares = [range(number, count, sessions) for number in range(sessions)]
        self.processes = [
            multiprocessing.Process(target=self.process, args=(connect, work, shares[number::self.PROCESSES]), daemon=True)
            for number in range(self.PROCESSES)]
        for process in self.processes:
            process.start()
        for _ in range(sessions):
            outcome = self.ready.get(timeout=120)
            if outcome != "connected":
                raise RuntimeError(outcome)

    def process(self, connect, work, shares):
        threads = [threading.Thread(target=self.session, args=(connect, work, share)) for share in shares]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def session(self, connect, work, share):
        try:
            connection = connect()
            self.ready.put("connected")
            self.go.wait()
            work(connection, share)
            self.ready.put("done")
        except Exception as failure:
            self.ready.put(f"a session failed: {failure!r}")

    def run(self, sessions):
        begin = time.monotonic()
        self.go.set()
        for _ in range(sessions):
            outcome = self.ready.get(timeout=300)
            if outcome != "done":
                raise RuntimeError(outcome)
        took = time.monotonic() - begin
        for process in self.processes:
            process.join()
        return begin, took


# Rounds

def side_by_side(benchmark, unit, sides, rounds, warm=True):
    """Runs every side in turn, round by round, prints a table, and keeps each measurement as a line of JSON.

    `sides`: by name a function that does one measurement and gives how many, in which seconds, and the processes that
    worked for it. The first is ours, and the ratios are those of its rates to the other ones in the same round."""
    print(f"\n{benchmark} ({unit}/s; CPU of the server in ms per operation)", flush=True)
    if warm:
        for measure in sides.values():
            measure(True)
    rates = {name: [] for name in sides}
    costs = {name: [] for name in sides}
    for number in range(1, rounds + 1):
        cells = []
        for name, measure in sides.items():
            busy, begin = machine_seconds(), time.monotonic()
            count, seconds, cpu = measure(False)
            others = load_of_others(busy, begin)
            rates[name].append(count / seconds)
            costs[name].append(cpu * 1000 / count)
            cells.append(f"{name} {rates[name][-1]:,.0f} ({costs[name][-1]:.2f} ms)")
            keep(dict(benchmark=benchmark, side=name, round=number, unit=unit, rate=rates[name][-1],
                      cpu_ms=costs[name][-1], count=count, seconds=seconds, **others))
        print(f"  round {number}: " + "; ".join(cells), flush=True)
    ours = next(iter(sides))
    for name in list(sides)[1:]:
        ratio = statistics.median(mine / theirs for mine, theirs in zip(rates[ours], rates[name]))
        cost = statistics.median(theirs / mine for mine, theirs in zip(costs[ours], costs[name]) if mine)
        print(f"  {ours} : {name} = {ratio:.2f} in {unit}/s, {cost:.2f} in work per CPU second", flush=True)
        keep(dict(benchmark=benchmark, ratio=ratio, cpu_ratio=cost, ours=ours, peer=name, unit=unit,
                  median=statistics.median(rates[ours]), peer_median=statistics.median(rates[name])))


def load_of_others(busy, begin):
    """How busy the machine was, in cores, and the load average: whether a round can be trusted."""
    wall = time.monotonic() - begin
    return dict(busy_cores=round((machine_seconds() - busy) / wall, 2), load=os.getloadavg()[0])


def keep(row):
    OUT.mkdir(exist_ok=True)
    with open(OUT / "results.jsonl", "a") as file:
        file.write(json.dumps(dict(at=time.strftime("%Y-%m-%dT%H:%M:%S"), **row)) + "\n")


def argument(position, default):
    return type(default)(sys.argv[position]) if len(sys.argv) > position else default


signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
