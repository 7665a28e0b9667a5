package org.sealpost.protocols.smtp;

import java.util.concurrent.CompletionStage;
import org.sealpost.protocols.dns.NoResolver;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A resolver that cuts signatures out of answers, as old ones and some routers do, or even denies that there are keys. */
final class StrippingResolver extends NoResolver {
    private final Resolver whole;
    private final boolean deniesKeys;

    StrippingResolver(Resolver whole, boolean deniesKeys) {
        this.whole = whole;
        this.deniesKeys = deniesKeys;
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query) {
        boolean denied = deniesKeys && query.getQuestion().getType() == Type.DNSKEY;
        return whole.sendAsync(query).thenApply(answer -> stripped(answer, denied));
    }

    private static Message stripped(Message answer, boolean denied) {
        Message without = new Message(answer.getHeader().getID());
        without.getHeader().setFlag(Flags.QR);
        without.getHeader().setRcode(denied ? Rcode.NXDOMAIN : answer.getRcode());
        if (denied) {
            return without;
        }
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
