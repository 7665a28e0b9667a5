package org.sealpost.protocols.pki;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.sealpost.protocols.enroll.Answer;
import org.sealpost.protocols.enroll.EnrollmentService;
import org.sealpost.protocols.enroll.Request;
import org.sealpost.protocols.enroll.ServiceDesk;
import org.sealpost.protocols.http.Asked;
import org.sealpost.protocols.http.Site;

/** Which page answers. */
final class PkiSite implements Site {
    private static final int AT_ONCE = 256;

    private final OcspPages ocsp;
    private final AuthorityFiles files;
    private final Map<String, ServiceDesk> services;
    private final Semaphore room = new Semaphore(AT_ONCE);

    PkiSite(OcspPages ocsp, AuthorityFiles files, Map<String, EnrollmentService> services) {
        this.ocsp = ocsp;
        this.files = files;
        this.services = services.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> new ServiceDesk(entry.getValue())));
    }

    @Override
    public Optional<Answer> ready(Asked asked) {
        return OcspPages.isHere(asked) ? ocsp.ready(asked) : Optional.empty();
    }

    @Override
    public Answer answer(Asked asked) {
        if (!room.tryAcquire()) {
            return Answer.text(503, "Too many at once.");
        }
        try {
            return service(asked)
                    .map(desk -> desk.answer(asked.path(), asked.body().length, () -> request(asked)))
                    .orElseGet(() -> page(asked));
        } finally {
            room.release();
        }
    }

    private Optional<ServiceDesk> service(Asked asked) {
        return services.entrySet().stream()
                .filter(entry -> asked.path().startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private Answer page(Asked asked) {
        if (OcspPages.isHere(asked)) {
            return ocsp.answer(asked);
        }
        return switch (asked.method()) {
            case "GET", "HEAD" -> files.answer(asked.path());
            default -> Answer.text(405, "GET, or POST to /ocsp");
        };
    }

    private static Request request(Asked asked) {
        return new Request(
                asked.method(),
                asked.path(),
                asked.query(),
                asked.field("Authorization").orElse(""),
                asked.body(),
                Optional.empty(),
                ServiceDesk.host(asked.field("Host")),
                asked.client());
    }
}
