package org.sealpost.protocols.sender;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.james.jdkim.DKIMSigner;
import org.apache.james.jdkim.exceptions.FailException;
import org.sealpost.identity.DomainKey;
import org.sealpost.mail.AuthenticationResults;
import org.sealpost.mail.Content;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailFailure;
import org.sealpost.policy.DomainSignatureFacts.InDns;
import org.sealpost.protocols.arc.ArcSealing;
import org.sealpost.protocols.dns.Dns;
import org.sealpost.transport.DomainSignatures;

/** Signs with the keys of our domains as DKIM wants it (RFC 6376), and looks whether the DNS has them. */
public final class DkimSigning implements DomainSignatures.Craft {
    /**
     * Those of RFC 6376 section 5.4.1 that say what a message is. The author and the subject stand there once more than a message
     * has them: a second one cannot be added later.
     */
    private static final String FIELDS = String.join(
            ":\r\n\t",
            "from:from:subject:subject:date:to:cc:reply-to",
            "message-id:in-reply-to:references",
            "mime-version:content-type:content-transfer-encoding",
            "list-id:list-post:list-unsubscribe");

    private static final Duration SILENCE = Duration.ofMinutes(5);
    private static final Pattern SIGNATURE = Pattern.compile(" b=([^;]*)");
    private static final int LINE_LENGTH = 72;

    private final Dns dns;
    private final Function<String, Optional<PrivateKey>> privateKeys;
    /** Until when nobody is asked again, nanoseconds; each message would wait for a name server that does not answer. */
    private final Map<String, Long> silent = new ConcurrentHashMap<>();

    private final Clock clock;

    /** {@code privateKeys}: finds the private half by the identifier of the key. */
    public DkimSigning(Dns dns, Function<String, Optional<PrivateKey>> privateKeys, Clock clock) {
        this.dns = dns;
        this.privateKeys = privateKeys;
        this.clock = clock;
    }

    @Override
    public InDns inDns(DomainKey key) {
        Long until = silent.get(key.recordName());
        if (until != null && until - System.nanoTime() > 0) {
            return InDns.UNANSWERED;
        }
        InDns found = ask(key);
        if (found == InDns.UNANSWERED) {
            silent.put(key.recordName(), System.nanoTime() + SILENCE.toNanos());
        } else {
            silent.remove(key.recordName());
        }
        return found;
    }

    private InDns ask(DomainKey key) {
        try {
            List<String> found = dns.texts(key.recordName());
            return found.stream().anyMatch(text -> isOf(text, key)) ? InDns.PUBLISHED : InDns.MISSING;
        } catch (Dns.Unanswered e) {
            return InDns.UNANSWERED;
        }
    }

    /** People wrap the long text as their name server's form wants it. */
    private static boolean isOf(String record, DomainKey key) {
        for (String tag : record.replaceAll("\\s", "").split(";", -1)) {
            if (tag.equals("p=" + key.publicKey())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int seals(HeaderSection header) {
        return ArcSealing.seals(header);
    }

    @Override
    public String seal(Content content, DomainKey key, String authority, AuthenticationResults arrival) {
        try {
            return new ArcSealing(key, privateKey(key)).seal(content, authority, arrival, clock.instant());
        } catch (ArcSealing.BrokenChainBefore e) {
            throw new MailFailure(EnhancedStatus.OTHER_TEMPORARY, "the chain of the message cannot be continued", e);
        }
    }

    private PrivateKey privateKey(DomainKey key) {
        return privateKeys
                .apply(key.keyId())
                .orElseThrow(() -> new MailFailure(
                        EnhancedStatus.OTHER_TEMPORARY, "the key of the domain " + key.domain() + " is not at hand"));
    }

    @Override
    public String sign(Content content, DomainKey key) {
        PrivateKey privateKey = privateKey(key);
        // Of the body every byte counts but empty lines at its end: what we write needs no more tolerance, and of the
        // other form
        // the library reads an empty body wrongly.
        String template = "v=1; a=rsa-sha256; c=relaxed/simple; d=" + key.domain() + "; s=" + key.selector() + "; h="
                + FIELDS + "; bh=; b=;";
        try (InputStream in = content.open()) {
            return folded(new DKIMSigner(template, privateKey).sign(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FailException e) {
            throw new MailFailure(EnhancedStatus.OTHER_TEMPORARY, "the message could not be signed for its domain", e);
        }
    }

    /** One tag a line; within the signature itself blanks do not count (RFC 6376 section 3.5). */
    private static String folded(String field) {
        String cut = SIGNATURE
                .matcher(field)
                .replaceFirst(found -> " b=" + found.group(1).replaceAll("(.{" + LINE_LENGTH + "})", "$1\r\n\t"));
        return cut.replace("; ", ";\r\n\t");
    }
}
