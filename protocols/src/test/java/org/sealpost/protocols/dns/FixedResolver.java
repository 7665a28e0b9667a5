package org.sealpost.protocols.dns;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** A DNS with one small zone. Names in no record do not exist; names with "broken" in them fail. */
public final class FixedResolver extends NoResolver {
    private final List<Record> records;

    public FixedResolver(String zone) {
        try {
            this.records = read(zone);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<Record> read(String zone) throws IOException {
        try (Master master = new Master(
                new java.io.ByteArrayInputStream(zone.getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                Name.root,
                60)) {
            List<Record> all = new java.util.ArrayList<>();
            for (Record next = master.nextRecord(); next != null; next = master.nextRecord()) {
                all.add(next);
            }
            return all;
        }
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query) {
        Record question = query.getQuestion();
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(question, Section.QUESTION);
        boolean exists = records.stream().anyMatch(record -> record.getName().equals(question.getName()));
        answer.getHeader()
                .setRcode(
                        question.getName().toString().contains("broken")
                                ? Rcode.SERVFAIL
                                : exists ? Rcode.NOERROR : Rcode.NXDOMAIN);
        records.stream()
                .filter(record -> record.getName().equals(question.getName()) && record.getType() == question.getType())
                .forEach(record -> answer.addRecord(record, Section.ANSWER));
        return CompletableFuture.completedFuture(answer);
    }
}
