package org.sealpost.protocols.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.pki.revocation.FetchConfig;
import org.sealpost.pki.revocation.Network;
import org.sealpost.protocols.PublicRoots;
import org.sealpost.protocols.smtp.OpenSslCa;

class HttpsPostTest {
    private static final FetchConfig LOOPBACK =
            new FetchConfig(true, true, List.of(Network.of("127.0.0.0/8")), Optional.empty());

    private final List<String> taken = new ArrayList<>();
    private OpenSslCa authority;
    private HttpsServer server;
    private int status = 200;

    @BeforeEach
    void start() throws Exception {
        authority = new OpenSslCa("Public");
        var _ = authority.server("localhost");
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(authority.context("localhost")));
        server.createContext("/", exchange -> {
            try (exchange) {
                taken.add(exchange.getRequestMethod() + " "
                        + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                        + exchange.getRequestBody().readAllBytes().length);
                exchange.sendResponseHeaders(status, -1);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private URI address(String host) {
        return URI.create("https://" + host + ":" + server.getAddress().getPort() + "/reports");
    }

    private HttpsPost post(FetchConfig config) throws Exception {
        return new HttpsPost(config, PublicRoots.of(List.of(authority.root())));
    }

    @Test
    void bringsAReportToAServerThatProvesItsName() throws Exception {
        post(LOOPBACK).post(address("localhost"), new byte[7]);

        assertThat(taken).containsExactly("POST application/tlsrpt+gzip 7");
    }

    @Test
    void tellsWhenTheServerDoesNotTakeIt() throws Exception {
        status = 500;

        assertThatThrownBy(() -> post(LOOPBACK).post(address("localhost"), new byte[7]))
                .isInstanceOf(IOException.class)
                .hasMessage("it answered 500");
    }

    @Test
    void goesNeitherToStrangersNorWhereNobodyOutsideMaySendIt() throws Exception {
        assertThatThrownBy(() -> post(LOOPBACK).post(address("127.0.0.1"), new byte[7]))
                .as("another name")
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> post(FetchConfig.STANDARD).post(address("localhost"), new byte[7]))
                .hasMessageContaining("private network");
        assertThatThrownBy(() -> post(FetchConfig.OFFLINE).post(address("localhost"), new byte[7]))
                .hasMessageContaining("asks nobody");
        assertThatThrownBy(() -> post(LOOPBACK).post(URI.create("http://localhost/"), new byte[7]))
                .hasMessageContaining("only https");
        assertThatThrownBy(() -> post(LOOPBACK).post(URI.create("https://localhost:25/"), new byte[7]))
                .hasMessageContaining("only https");
        assertThat(taken).isEmpty();
    }
}
