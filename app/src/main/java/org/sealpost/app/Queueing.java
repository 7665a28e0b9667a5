package org.sealpost.app;

import java.time.Clock;
import java.util.function.Supplier;
import org.sealpost.transport.Bounces;
import org.sealpost.transport.Carrier;
import org.sealpost.transport.NewMail;
import org.sealpost.transport.QueueDesk;
import org.sealpost.transport.QueueRunner;
import org.sealpost.transport.Stops;

/** The queue at work: who takes mail out of it, and what administrators do with what waits. */
final class Queueing {
    private final QueueRunner runner;
    private final QueueDesk desk;

    Queueing(
            Keeping keeping,
            Supplier<String> queueIds,
            NewMail newMail,
            Carrier carrier,
            Gateway gateway,
            Outbound outbound,
            Clock clock) {
        String hostName = outbound.hostName();
        Bounces bounces = new Bounces(keeping.queue(), keeping.auditLog(), hostName, queueIds, newMail, clock);
        Stops stops = new Stops(keeping.queue().book(), keeping.auditLog(), clock);
        this.runner = new QueueRunner(
                keeping.queue(),
                gateway.expanding(carrier, gateway.arrivals(hostName, queueIds)),
                stops,
                bounces,
                newMail,
                gateway.news(),
                clock);
        this.desk = new QueueDesk(keeping.queue().book(), keeping.queue(), bounces, keeping.auditLog(), newMail, clock)
                .with(
                        domain -> outbound.destinations().rest(outbound.routeTo(domain)),
                        outbound.destinations()::tryAll);
    }

    QueueRunner runner() {
        return runner;
    }

    QueueDesk desk() {
        return desk;
    }
}
