package org.sealpost.protocols.sender;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.james.jspf.core.DNSRequest;
import org.apache.james.jspf.core.DNSService;
import org.apache.james.jspf.core.exceptions.TimeoutException;
import org.apache.james.jspf.impl.DNSServiceXBillImpl;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocols.dns.Dns;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** How jSPF asks the DNS: as everybody in the house. */
final class SpfQuestions implements DNSService {
    /** RFC 7208 section 4.6.4: more names of mail exchangers than this are an error. */
    private static final int RECORDS_LIMIT = 10;

    private final Dns dns;

    SpfQuestions(Dns dns) {
        this.dns = dns;
    }

    @Override
    @SuppressWarnings("NullAway") // The library wants null where there is nothing.
    public @Nullable List<String> getRecords(DNSRequest request) throws TimeoutException {
        try {
            List<Record> found = dns.records(request.getHostname(), type(request));
            return found.isEmpty() ? null : DNSServiceXBillImpl.convertRecordsToList(found.toArray(Record[]::new));
        } catch (Dns.Unanswered e) {
            throw new TimeoutException(String.valueOf(e.getMessage()));
        }
    }

    private static int type(DNSRequest request) {
        return switch (request.getRecordType()) {
            case DNSRequest.A -> Type.A;
            case DNSRequest.AAAA -> Type.AAAA;
            case DNSRequest.MX -> Type.MX;
            case DNSRequest.PTR -> Type.PTR;
            case DNSRequest.TXT -> Type.TXT;
            default -> Type.SPF;
        };
    }

    @Override
    public CompletionStage<List<String>> getRecordsAsync(DNSRequest request) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("asked one after the other"));
    }

    @Override
    public List<String> getLocalDomainNames() {
        return List.of();
    }

    @Override
    public void setTimeOut(int seconds) {
        // That of the resolver holds.
    }

    @Override
    public int getRecordLimit() {
        return RECORDS_LIMIT;
    }

    @Override
    public void setRecordLimit(int limit) {
        throw new UnsupportedOperationException("the limit of RFC 7208 holds");
    }
}
