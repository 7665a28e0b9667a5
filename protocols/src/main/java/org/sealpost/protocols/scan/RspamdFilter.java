package org.sealpost.protocols.scan;

import com.unboundid.util.json.JSONException;
import com.unboundid.util.json.JSONNumber;
import com.unboundid.util.json.JSONObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.SpamFacts;
import org.sealpost.transport.SenderExamination;
import org.sealpost.transport.SpamFilter;

/** rspamd, asked over HTTP ({@code POST /checkv2}). Its score counts; what else it would do to the message does not. */
public final class RspamdFilter implements SpamFilter {
    private static final String NAME = "rspamd";
    private static final int REPLY_LIMIT = 1024 * 1024;

    private final SpamPeer peer;

    public RspamdFilter(Peer peer, Duration patience) {
        this.peer = new SpamPeer(peer, patience);
    }

    @Override
    public String name() {
        return NAME;
    }

    /** HTTP/1.0, so that the answer comes in one piece and ends with the connection (RFC 1945). */
    @Override
    public SpamFacts.Answer judge(SenderExamination.Peer sender, Optional<MailAddress> reversePath, Content content)
            throws SilentFilter {
        Content given = SpamPeer.given(content);
        String head = "POST /checkv2 HTTP/1.0\r\nHost: localhost\r\nContent-Length: " + given.sizeBytes()
                + "\r\nIP: " + word(sender.address()) + "\r\nHelo: " + word(sender.helo()) + "\r\nFrom: "
                + word(reversePath.map(MailAddress::toString).orElse("")) + "\r\n\r\n";
        return answer(peer.ask(head.getBytes(StandardCharsets.UTF_8), given, false, REPLY_LIMIT));
    }

    private static String word(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    static SpamFacts.Answer answer(String reply) throws SilentFilter {
        int body = reply.indexOf("\r\n\r\n");
        if (body < 0 || !reply.matches("(?s)HTTP/1\\.[01] 200 .*")) {
            throw new SilentFilter("it gave no score");
        }
        try {
            JSONObject said = new JSONObject(reply.substring(body + 4).strip());
            return new SpamFacts.Answer(number(said, "score"), number(said, "required_score"));
        } catch (JSONException e) {
            throw new SilentFilter("it gave no score");
        }
    }

    private static double number(JSONObject said, String field) throws SilentFilter {
        if (said.getField(field) instanceof JSONNumber number) {
            return number.getValue().doubleValue();
        }
        throw new SilentFilter("it gave no score");
    }
}
