package org.sealpost.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.mail.ReceivedHop.Evidence;

/** Received fields in the forms in which servers of the world write them. */
class ReceivedHopTest {
    private static final String DATE = "; Sun, 22 Nov 2026 10:00:00 +0000";

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Postfix
                "from mx.a.example (mx.a.example [192.0.2.1]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256"
                        + " bits) key-exchange X25519 server-signature RSA-PSS (2048 bits)) (No client certificate"
                        + " requested) by mx.b.example (Postfix) with ESMTPS id 4Fx for <bob@b.example>",
                // Exim
                "from [192.0.2.1] (helo=mx.a.example) by mx.b.example with esmtps  (TLS1.3) tls"
                        + " TLS_AES_256_GCM_SHA384 (Exim 4.96) (envelope-from <a@a.example>) id 1r-2",
                // Gmail
                "from mx.a.example (mx.a.example. [192.0.2.1]) by mx.b.example with ESMTPS id d1 for <bob@b.example>"
                        + " (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256)",
                // Exchange
                "from mx.a.example (192.0.2.1) by mx.b.example (192.0.2.2) with Microsoft SMTP Server (version=TLS1_3,"
                        + " cipher=TLS_AES_256_GCM_SHA384) id 15.20.1.2 via Frontend Transport",
                // OpenSMTPD
                "from mx.a.example (mx.a.example [192.0.2.1]) by mx.b.example (OpenSMTPD) with ESMTPS id f1"
                        + " (TLSv1.3:TLS_AES_256_GCM_SHA384:256:NO) for <bob@b.example>",
                // Sealpost
                "from mx.a.example ([192.0.2.1]) by mx.b.example with ESMTPS id x (version=TLSv1.3"
                        + " cipher=TLS_AES_256_GCM_SHA384)"
            })
    void readsTheVersionThatEachServerWritesInItsWay(String value) {
        assertThat(ReceivedHop.of(value + DATE)).isEqualTo(new ReceivedHop("mx.b.example", Evidence.TLS, "TLSv1.3"));
    }

    @ParameterizedTest
    @CsvSource({
        "ESMTPS, TLS",
        "esmtpsa, TLS",
        "LMTPS, TLS",
        "UTF8SMTPS, TLS",
        "ESMTP, CLEAR",
        "ESMTPA, CLEAR",
        "smtp, CLEAR",
        "LMTP, CLEAR",
        "UTF8SMTP, CLEAR",
        "mapi, UNKNOWN",
        "Microsoft SMTP Server, UNKNOWN",
        "ESMTPS ESMTP, UNKNOWN"
    })
    void believesTheWordOfTheProtocol(String protocol, Evidence evidence) {
        assertThat(ReceivedHop.of("from a.example by b.example with " + protocol + " id 7" + DATE))
                .isEqualTo(new ReceivedHop("b.example", evidence, ""));
    }

    @Test
    void aClauseOfItsOwnTellsOfTls() {
        assertThat(ReceivedHop.of("from a.example by b.example with ESMTP tls TLS_AES_128_GCM_SHA256 id 7" + DATE)
                        .evidence())
                .isEqualTo(Evidence.TLS);
    }

    @ParameterizedTest
    @CsvSource({
        "version=TLSv1/SSLv3 cipher=RC4-SHA, TLSv1",
        "version=TLS1_0, TLSv1",
        "using TLSv1.1 with cipher AES128-SHA, TLSv1.1",
        "using SSLv3 with cipher RC4-SHA, SSL"
    })
    void tlsThatIsTooOldIsNotCalledTls(String comment, String version) {
        assertThat(ReceivedHop.of("from a.example (" + comment + ") by b.example with ESMTPS id 7" + DATE))
                .isEqualTo(new ReceivedHop("b.example", Evidence.OLD_TLS, version));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from localhost (localhost [127.0.0.1]) by mx.b.example (Postfix) with ESMTP id 7",
                "from localhost (localhost [IPv6:::1]) by mx.b.example (Postfix) with ESMTP id 7",
                "from [127.0.0.1] (helo=x) by mx.b.example with esmtp (Exim 4.96) id 7",
                "by mx.b.example (Postfix, from userid 1000) id 7"
            })
    void knowsWhatDidNotLeaveTheMachine(String value) {
        assertThat(ReceivedHop.of(value + DATE)).isEqualTo(new ReceivedHop("mx.b.example", Evidence.SAME_MACHINE, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from localhost (mx.a.example [192.0.2.1]) by mx.b.example with ESMTP id 7",
                "from x (HELO (using TLSv1.3 with cipher X) [127.0.0.1] x) by mx.b.example with ESMTP id 7",
                "from \"x by y with ESMTPS\" (mx.a.example [192.0.2.1]) by mx.b.example with ESMTP id 7",
                "from x (a\\) with ESMTPS [192.0.2.1]) by mx.b.example with ESMTP id 7"
            })
    void isNotDeceivedByTheNameThatAClientGivesItself(String value) {
        assertThat(ReceivedHop.of(value + DATE)).isEqualTo(new ReceivedHop("mx.b.example", Evidence.CLEAR, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "(",
                "((((",
                "\"",
                "\"\\",
                "(\\",
                "by",
                "by by",
                "with",
                "from (",
                "\u0000\uD800",
                "; by x"
            })
    void somethingComesOfWhateverIsThere(String value) {
        assertThat(ReceivedHop.of(value).evidence()).isEqualTo(Evidence.UNKNOWN);
    }

    @Test
    void aNameThatCannotBeShownIsNotShown() {
        assertThat(ReceivedHop.of("by \u001b[2Jx with ESMTPS").by()).isEqualTo("?");
        assertThat(ReceivedHop.of("by " + "a".repeat(300) + " with ESMTPS").by())
                .isEqualTo("?");
    }

    @Test
    void endlessFieldsAreReadToTheirLimitOnly() {
        assertThat(ReceivedHop.of("(".repeat(1_000_000)).evidence()).isEqualTo(Evidence.UNKNOWN);
    }

    @Test
    void hopsComeInTheOrderInWhichTheMessageTookThem() {
        HeaderSection header = HeaderSection.of("""
                Received: from b by c.example with ESMTPS; x
                Received: from a by b.example
                  with ESMTP; x
                Received: by a.example; x
                """.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));

        assertThat(ReceivedHop.all(header.all("Received"), 10))
                .extracting(ReceivedHop::by)
                .containsExactly("a.example", "b.example", "c.example");
        assertThat(ReceivedHop.all(header.all("Received"), 1))
                .isEqualTo(List.of(new ReceivedHop("c.example", Evidence.TLS, "")));
    }

    @Test
    void onlyTlsATunnelAndTheSameMachineProtect() {
        assertThat(Evidence.values())
                .filteredOn(Evidence::isProtected)
                .containsExactly(Evidence.TLS, Evidence.SAME_MACHINE, Evidence.TUNNEL);
        assertThat(Evidence.named("old TLS")).contains(Evidence.OLD_TLS);
        assertThat(Evidence.named("x")).isEmpty();
    }
}
