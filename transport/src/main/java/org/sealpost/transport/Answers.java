package org.sealpost.transport;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.sealpost.identity.SealedMail;
import org.sealpost.mail.Change;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MessageSecurity.Secrecy;
import org.sealpost.mail.Origin;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.Finding;
import org.sealpost.policy.ProtectionRule;
import org.sealpost.policy.Rule;
import org.sealpost.protection.AttachedMessages;

/** Finds out whether a message answers one that came encrypted, and remembers those that do come so. */
public final class Answers {
    private static final Pattern MESSAGE_ID = Pattern.compile("<[^<>\\s]{1,500}>");
    private static final int LIMIT = 100;
    /** Somebody wanted it encrypted, and not only could. */
    private static final Set<Rule> MEANT = Set.of(
            ProtectionRule.ALREADY_ENCRYPTED,
            ProtectionRule.ENCRYPTION_ASKED_BY_SENDER,
            ProtectionRule.ENCRYPTION_DEMANDED_BY_RULE,
            ProtectionRule.ANSWERS_SEALED_MAIL);

    private final SealedMail sealed;

    public Answers(SealedMail sealed) {
        this.sealed = sealed;
    }

    /**
     * Asked by the fields In-Reply-To and References (RFC 5322 section 3.6.4), by that of Thunderbird for what is
     * passed on, and by what is attached.
     */
    boolean answersSealed(MailAddress author, Content content) {
        HeaderSection header = HeaderSection.of(content);
        Stream<HeaderField> named = Stream.of("In-Reply-To", "References", "X-Forwarded-Message-Id")
                .flatMap(name -> header.all(name).stream());
        Stream<HeaderField> attached =
                AttachedMessages.headers(content).stream().flatMap(one -> one.all("Message-ID").stream());
        List<String> ids = Stream.concat(named, attached)
                .flatMap(field -> ids(field).stream())
                .distinct()
                .limit(LIMIT)
                .toList();
        return sealed.isAmong(author, ids);
    }

    /**
     * What came encrypted to the owner is remembered, opened or not. Mail of colleagues that is encrypted only because it can be
     * is not: others may have got the same message in clear.
     */
    Change noting(MailAddress owner, MailObject mail, Secrecy secrecy, List<AuditEvent> decided, Instant at) {
        if (secrecy == Secrecy.CLEAR || !isMeant(mail, decided)) {
            return Change.none();
        }
        return HeaderSection.of(mail.content()).first("Message-ID").map(Answers::ids).orElse(List.of()).stream()
                .findFirst()
                .map(id -> sealed.noting(owner, id, at))
                .orElse(Change.none());
    }

    private static boolean isMeant(MailObject mail, List<AuditEvent> decided) {
        return mail.origin() instanceof Origin.Received
                || decided.stream()
                        .flatMap(event -> event.because().stream())
                        .map(Finding::rule)
                        .anyMatch(MEANT::contains);
    }

    private static List<String> ids(HeaderField field) {
        List<String> found = new ArrayList<>();
        Matcher matcher = MESSAGE_ID.matcher(field.value());
        while (found.size() < LIMIT && matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }
}
