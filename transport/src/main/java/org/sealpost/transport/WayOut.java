package org.sealpost.transport;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.sealpost.identity.RelayDomain;
import org.sealpost.mail.Content;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.Finding;

/** The last steps of what leaves: opened for people behind, signed for its author's domain. */
final class WayOut {
    private final Courier courier;
    private final Optional<DomainSignatures> signatures;
    private final Optional<Behind> behind;

    private record Behind(PeopleBehind people, Predicate<RelayDomain> protectedWay) {}

    WayOut(Courier courier, Optional<DomainSignatures> signatures) {
        this(courier, signatures, Optional.empty());
    }

    private WayOut(Courier courier, Optional<DomainSignatures> signatures, Optional<Behind> behind) {
        this.courier = courier;
        this.signatures = signatures;
        this.behind = behind;
    }

    WayOut with(DomainSignatures own) {
        return new WayOut(courier, Optional.of(own), behind);
    }

    WayOut with(PeopleBehind people, Predicate<RelayDomain> protectedWay) {
        return new WayOut(courier, signatures, Optional.of(new Behind(people, protectedWay)));
    }

    Courier courier() {
        return courier;
    }

    /**
     * What goes to the next server.
     *
     * @param because why it was signed or not
     * @param opened what else is to be written down with what became of it
     * @param lesson what it teaches once somebody has it
     */
    record Ready(
            Content content,
            Envelope envelope,
            List<Finding> because,
            List<AuditEvent> opened,
            PeopleBehind.Lesson lesson) {
        /** What is kept of it, as far as it is gone. */
        PeopleBehind.Lesson learned(List<Outcome> outcomes) {
            return outcomes.stream().anyMatch(Outcome.Delivered.class::isInstance) ? lesson : PeopleBehind.Lesson.NONE;
        }
    }

    /** All forms in which the message goes; whatever fails here fails before any of them is gone. */
    List<Ready> prepare(MailObject mail, List<MailAddress> recipients, List<AuditEvent> decided, Courier.Route route) {
        List<PeopleBehind.Form> forms = behind.filter(one -> route instanceof Courier.Route.Behind)
                .map(one -> one.people.forms(mail, recipients, decided, one.protectedWay))
                .orElseGet(() -> List.of(PeopleBehind.Form.same(mail, recipients)));
        return forms.stream().map(this::ready).toList();
    }

    /** As it leaves for its author's domain. */
    MailObject signed(MailObject mail) {
        return signatures
                .map(own -> own.stamp(mail))
                .map(DomainSignatures.Stamped::mail)
                .orElse(mail);
    }

    private Ready ready(PeopleBehind.Form form) {
        Optional<DomainSignatures.Stamped> stamped = signatures.map(own -> own.stamp(form.mail()));
        return new Ready(
                stamped.map(DomainSignatures.Stamped::mail).orElse(form.mail()).content(),
                form.mail().envelope().to(form.recipients()),
                stamped.map(DomainSignatures.Stamped::because).orElse(List.of()),
                form.opened(),
                form.lesson());
    }
}
