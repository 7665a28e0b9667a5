package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A mail program asks to be told what becomes of its message (RFC 3461), and hears of each way that it takes. */
class DeliveryReportTest {
    private static final String SENDER = """
            import smtplib, ssl, sys
            port, user, password, recipients = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]
            server = smtplib.SMTP('127.0.0.1', port, timeout=20)
            server.starttls(context=ssl._create_unverified_context())
            server.login(user, password)
            assert server.has_extn('dsn') and server.has_extn('chunking')
            text = 'From: %s\\r\\nTo: x@outside.example\\r\\nSubject: plans\\r\\n\\r\\nsecret text\\r\\n' % user
            server.sendmail(user, recipients, text, ['RET=HDRS', 'ENVID=QQ7'], ['NOTIFY=SUCCESS,FAILURE'])
            server.quit()
            """;

    @Test
    void theSenderHearsOfMailboxesGroupsAndOtherServers() {
        try (Sink sink = new Sink();
                Demo demo = Demo.start(sink.asSmartHost())) {
            demo.done("group", "add", "crew@sealpost.example", Demo.address("bob"), Demo.address("carol"));
            List<String> command = new ArrayList<>(List.of(
                    "python3",
                    "-c",
                    SENDER,
                    demo.port("submission") + "",
                    Demo.address("alice"),
                    demo.password("alice")));
            command.addAll(List.of(Demo.address("bob"), "crew@sealpost.example", "dora@outside.example"));
            Run sent = Run.of(command);
            assertThat(sent.exit()).as(sent.text()).isZero();
            sink.next();

            assertThat(demo.newest("alice", 3)).isNotEmpty();
            List<String> reports = IntStream.rangeClosed(1, 3)
                    .mapToObj(number -> message(demo, number))
                    .toList();

            String all = String.join("\n", reports);
            assertThat(all)
                    .contains(
                            "Original-Envelope-Id: QQ7",
                            "Final-Recipient: rfc822; bob@sealpost.example\r\nAction: delivered",
                            "Final-Recipient: rfc822; crew@sealpost.example\r\nAction: expanded",
                            "Final-Recipient: rfc822; dora@outside.example\r\nAction: relayed")
                    .doesNotContain("secret text");
        }
    }

    private static String message(Demo demo, int number) {
        return Run.of(
                        "curl",
                        "-s",
                        "--cacert",
                        demo.ca().toString(),
                        "imaps://localhost:" + demo.port("imaps") + "/INBOX;MAILINDEX=" + number,
                        "--user",
                        Demo.address("alice") + ":" + demo.password("alice"))
                .text();
    }
}
