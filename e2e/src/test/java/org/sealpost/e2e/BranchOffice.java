package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.testkit.TestFolders;

/**
 * Two machines on one wire, each a network namespace: the head office, in which the server runs, and a branch. Between them
 * lies a tunnel, made by a real program in user space. Nothing of it can be seen or reached from this machine's own network.
 */
final class BranchOffice implements AutoCloseable {
    /** Inside the tunnel of WireGuard. */
    static final String HEAD = "10.99.0.1";

    static final String BRANCH = "10.99.0.2";

    private static final String LAST_PACKET = "nothing-follows";

    private final String head = "sp-head-" + ProcessHandle.current().pid();
    private final String branch = "sp-branch-" + ProcessHandle.current().pid();
    private final Path folder;
    private final List<Process> daemons = new ArrayList<>();

    BranchOffice() {
        assertThat(System.getProperty("user.name"))
                .as("only root can make network namespaces")
                .isEqualTo("root");
        try {
            folder = TestFolders.make("branch");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sh("""
                ip netns add HEAD; ip netns add BRANCH
                ip link add wire netns HEAD type veth peer name wire netns BRANCH
                for n in HEAD BRANCH; do ip -n $n link set lo up; ip -n $n link set wire up; done
                ip -n HEAD addr add 192.0.2.1/24 dev wire
                ip -n BRANCH addr add 192.0.2.2/24 dev wire
                ip netns exec HEAD sysctl -q -w net.ipv4.conf.all.rp_filter=1
                for n in all default wire; do ip netns exec BRANCH sysctl -q -w net.ipv4.conf.$n.rp_filter=0; done
                """);
    }

    /** The interface of the tunnel at the head office; the sockets of all of them lie in one folder. */
    String wireGuard() {
        return "sph" + ProcessHandle.current().pid() % 1_000_000;
    }

    private String farEnd() {
        return "spb" + ProcessHandle.current().pid() % 1_000_000;
    }

    /** WireGuard between the two. */
    void startWireGuard() {
        daemon("ip", "netns", "exec", head, "env", "WG_PROCESS_FOREGROUND=1", "wireguard-go", wireGuard());
        daemon("ip", "netns", "exec", branch, "env", "WG_PROCESS_FOREGROUND=1", "wireguard-go", farEnd());
        sh("""
                for i in $(seq 100); do [ -S /var/run/wireguard/NEAR.sock ] && [ -S /var/run/wireguard/FAR.sock ] && break; sleep 0.1; done
                umask 077
                for n in near far; do wg genkey > $n.key; wg pubkey < $n.key > $n.pub; done
                ip netns exec HEAD wg set NEAR listen-port 51820 private-key near.key
                ip netns exec BRANCH wg set FAR listen-port 51820 private-key far.key
                ip -n HEAD addr add 10.99.0.1/24 dev NEAR; ip -n HEAD link set NEAR up
                ip -n BRANCH addr add 10.99.0.2/24 dev FAR; ip -n BRANCH link set FAR up
                """);
        agreeOnKeys();
    }

    /** Also after they had: the other side has shown no key since then. */
    void agreeOnKeys() {
        sh("""
                ip netns exec HEAD wg set NEAR peer $(cat far.pub) remove
                ip netns exec BRANCH wg set FAR peer $(cat near.pub) remove
                ip netns exec HEAD wg set NEAR peer $(cat far.pub) allowed-ips 10.99.0.2/32 endpoint 192.0.2.2:51820
                ip netns exec BRANCH wg set FAR peer $(cat near.pub) allowed-ips 10.99.0.1/32 endpoint 192.0.2.1:51820
                """);
    }

    /** IPsec between the two, in user space: the kernel of this machine may have none. */
    void startIpsec() {
        for (int side = 1; side <= 2; side++) {
            Path own = folder.resolve("ipsec" + side);
            write(own.resolve("strongswan.conf"), """
                    charon {
                      load = aes sha1 sha2 gmp random nonce hmac kdf gcm curve25519 openssl pem pkcs1 x509 pubkey \
                    kernel-libipsec kernel-netlink socket-default vici updown
                      plugins {
                        vici {
                          socket = unix://%s
                        }
                        kernel-libipsec {
                          allow_peer_ts = yes
                        }
                      }
                    }
                    """.formatted(vici(side)));
            write(own.resolve("swanctl.conf"), """
                    connections {
                      office {
                        version = 2
                        local_addrs = 192.0.2.%1$d
                        remote_addrs = 192.0.2.%2$d
                        encap = yes
                        local {
                          auth = psk
                          id = office%1$d.test
                        }
                        remote {
                          auth = psk
                          id = office%2$d.test
                        }
                        children {
                          branch {
                            local_ts = 10.98.0.%1$d/32
                            remote_ts = 10.98.0.%2$d/32
                            esp_proposals = aes128-sha256
                          }
                        }
                      }
                    }
                    secrets {
                      ike-1 {
                        id-1 = office1.test
                        id-2 = office2.test
                        secret = "for this test only"
                      }
                    }
                    """.formatted(side, 3 - side));
            daemon(
                    "ip",
                    "netns",
                    "exec",
                    side == 1 ? head : branch,
                    "env",
                    "STRONGSWAN_CONF=" + own.resolve("strongswan.conf"),
                    "unshare",
                    "-m",
                    "sh",
                    "-c",
                    "mount -t tmpfs tmpfs /run && exec /usr/lib/ipsec/charon");
        }
        sh("""
                ip -n HEAD addr add 10.98.0.1/32 dev lo; ip -n BRANCH addr add 10.98.0.2/32 dev lo
                for i in 1 2; do
                  for t in $(seq 100); do [ -S $PWD/ipsec$i/vici ] && break; sleep 0.1; done
                  swanctl --load-all --file $PWD/ipsec$i/swanctl.conf --uri unix://$PWD/ipsec$i/vici
                done
                """);
    }

    String vici(int side) {
        return folder.resolve("ipsec" + side).resolve("vici").toString();
    }

    /** In the head office. */
    List<String> inHead() {
        return List.of("ip", "netns", "exec", head);
    }

    Run atBranch(String... command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", branch));
        all.addAll(List.of(command));
        return Run.of(all);
    }

    /** What a shell does, in which HEAD, BRANCH, NEAR and FAR are the names of things here. */
    String sh(String script) {
        Run run = Run.of(
                "sh",
                "-e",
                "-c",
                "cd '" + folder + "'\n"
                        + script.replace("HEAD", head)
                                .replace("BRANCH", branch)
                                .replace("NEAR", wireGuard())
                                .replace("FAR", farEnd()));
        assertThat(run.exit()).as(script + ": " + run.text()).isZero();
        return run.text();
    }

    /** What goes over the wire while something is done, as bytes. */
    byte[] wire(Runnable doing) {
        Path file = folder.resolve("wire.pcap");
        Process tcpdump =
                daemon("ip", "netns", "exec", head, "tcpdump", "-i", "wire", "-U", "-s", "0", "-w", file.toString());
        try {
            await(() -> Files.exists(file) && Files.size(file) > 0);
            doing.run();
            // When this packet is there, all before it are.
            atBranch("bash", "-c", "echo " + LAST_PACKET + " > /dev/udp/192.0.2.1/9");
            await(() -> new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(LAST_PACKET));
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            tcpdump.destroy();
        }
    }

    /** Something that becomes true. */
    interface Condition {
        boolean holds() throws IOException;
    }

    static void await(Condition condition) throws IOException {
        await(Duration.ofSeconds(30), condition);
    }

    static void await(Duration longest, Condition condition) throws IOException {
        long deadline = System.nanoTime() + longest.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private Process daemon(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("daemons.log").toFile()))
                    .start();
            daemons.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        for (Process daemon : daemons.reversed()) {
            daemon.descendants().forEach(ProcessHandle::destroy);
            daemon.destroy();
            daemon.onExit().join();
        }
        sh("ip netns del HEAD || true; ip netns del BRANCH || true");
    }
}
