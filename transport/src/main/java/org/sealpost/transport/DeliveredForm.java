package org.sealpost.transport;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MessageSecurity.Secrecy;
import org.sealpost.policy.AccessRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Finding;
import org.sealpost.policy.TnefPolicy;
import org.sealpost.policy.TnefRule;
import org.sealpost.protection.WinmailDat;

/** In which form a message that was read for a person is shown by programs of all kinds, and what these must not do with it. */
record DeliveredForm(MailObject mail, Instant now, List<AuditEvent> events) {
    private static final List<String> RECEIPT_REQUESTS =
            List.of("Disposition-Notification-To", "Return-Receipt-To", "X-Confirm-Reading-To");

    Reading.Read of(Reading.Read read) {
        return withoutReceiptRequest(winmail(read));
    }

    /**
     * A program that shows opened mail does not know that it came encrypted, and might tell by itself that it was read: whoever changed
     * the sealed text on its way would learn something (RFC 8098 section 6.2, and attacks on decryption).
     */
    private Reading.Read withoutReceiptRequest(Reading.Read read) {
        boolean opened = read.security().secrecy() == Secrecy.ENCRYPTED;
        Content without =
                opened ? HeaderSection.without(read.content(), DeliveredForm::isReceiptRequest) : read.content();
        if (without.sizeBytes() == read.content().sizeBytes()) {
            return read;
        }
        events.add(event(
                "request for a read receipt taken out", List.of(Finding.of(AccessRule.RECEIPT_REQUEST_TAKEN_OUT))));
        return read.with(without);
    }

    private static boolean isReceiptRequest(HeaderField field) {
        return RECEIPT_REQUESTS.stream().anyMatch(field::is);
    }

    /** A program that is not Outlook shows the files in a winmail.dat only if they stand beside it. */
    private Reading.Read winmail(Reading.Read read) {
        return switch (WinmailDat.unpack(read.content())) {
            case WinmailDat.Found.Nothing() -> read;
            case WinmailDat.Found.Unreadable(String reason) -> {
                events.add(event("winmail.dat left as it is", List.of(Finding.of(TnefRule.TNEF_UNREADABLE, reason))));
                yield read;
            }
            case WinmailDat.Found.Unpacked unpacked -> unpacked(read, unpacked);
        };
    }

    private Reading.Read unpacked(Reading.Read read, WinmailDat.Found.Unpacked unpacked) {
        Decision<Boolean> decision = TnefPolicy.decide(read.security());
        if (!decision.verdict()) {
            events.add(event("winmail.dat left as it is", decision.because()));
            return read;
        }
        // Names of files that came encrypted are not written down.
        boolean clear = read.security().secrecy() == Secrecy.CLEAR;
        String files =
                clear ? String.join(", ", unpacked.names()) : unpacked.names().size() + " files";
        List<Finding> because = new ArrayList<>(List.of(Finding.of(TnefRule.TNEF_IS_UNPACKED, files)));
        if (unpacked.kept()) {
            because.add(Finding.of(TnefRule.TNEF_HOLDS_MORE));
        }
        events.add(event("winmail.dat unpacked", because));
        return read.with(unpacked.content());
    }

    private AuditEvent event(String what, List<Finding> because) {
        return new AuditEvent(now, AuditAction.DECIDE, "transport", mail.queueId(), what, because);
    }
}
