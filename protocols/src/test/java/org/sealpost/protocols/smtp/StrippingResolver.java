package org.sealpost.protocols.smtp;

import java.util.concurrent.CompletionStage;
import org.sealpost.protocols.dns.NoResolver;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A resolver that cuts signatures out of answers, as old ones and some routers do. */
final class StrippingResolver extends NoResolver {
    private final Resolver whole;

    StrippingResolver(Resolver whole) {
        this.whole = whole;
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query) {
        return whole.sendAsync(query).thenApply(StrippingResolver::stripped);
    }

    private static Message stripped(Message answer) {
        Message without = new Message(answer.getHeader().getID());
        without.getHeader().setFlag(Flags.QR);
        without.getHeader().setRcode(answer.getRcode());
        for (int section : new int[] {Section.QUESTION, Section.ANSWER, Section.AUTHORITY}) {
            for (Record record : answer.getSection(section)) {
                if (record.getType() != Type.RRSIG && record.getType() != Type.NSEC) {
                    without.addRecord(record, section);
                }
            }
        }
        return without;
    }
}
