package org.sealpost.protocols.scan;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.SpamFacts;
import org.sealpost.transport.SenderExamination;
import org.sealpost.transport.SpamFilter;

/** SpamAssassin, asked over the protocol of its daemon (spamd, CHECK): a number comes back and no message. */
public final class SpamdFilter implements SpamFilter {
    private static final String NAME = "SpamAssassin";
    private static final int REPLY_LIMIT = 8 * 1024;
    private static final Pattern STATUS = Pattern.compile("SPAMD/[0-9.]{1,5} 0 ");
    private static final Pattern SPAM = Pattern.compile(
            "(?m)^Spam: (?:True|False|Yes|No) ; (-?[0-9]{1,6}(?:\\.[0-9]{1,4})?) / (-?[0-9]{1,6}(?:\\.[0-9]{1,4})?)\\s*$");

    private final SpamPeer peer;

    public SpamdFilter(Peer peer, Duration patience) {
        this.peer = new SpamPeer(peer, patience);
    }

    @Override
    public String name() {
        return NAME;
    }

    /** The filter takes the sender from the trace fields, which the house has not written yet: they go in front of its copy. */
    @Override
    public SpamFacts.Answer judge(SenderExamination.Peer sender, Optional<MailAddress> reversePath, Content content)
            throws SilentFilter {
        Content given = SpamPeer.given(content);
        String path = reversePath.map(MailAddress::toString).orElse("");
        String trace = "Return-Path: <" + path + ">\r\nReceived: from " + word(sender.helo()) + " ("
                + word(sender.helo()) + " [" + word(sender.address()) + "])\r\n\tby localhost with ESMTP\r\n";
        long length = trace.getBytes(StandardCharsets.UTF_8).length + given.sizeBytes();
        String head = "CHECK SPAMC/1.5\r\nContent-length: " + length + "\r\n\r\n" + trace;
        return answer(peer.ask(head.getBytes(StandardCharsets.UTF_8), given, true, REPLY_LIMIT));
    }

    private static String word(String text) {
        return text.replaceAll("[^A-Za-z0-9.:_-]", "?");
    }

    static SpamFacts.Answer answer(String reply) throws SilentFilter {
        Matcher spam = SPAM.matcher(reply);
        if (!STATUS.matcher(reply).lookingAt() || !spam.find()) {
            throw new SilentFilter("it gave no score");
        }
        return new SpamFacts.Answer(Double.parseDouble(spam.group(1)), Double.parseDouble(spam.group(2)));
    }
}
