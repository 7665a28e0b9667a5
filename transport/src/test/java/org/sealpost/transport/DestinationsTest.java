package org.sealpost.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Domain;
import org.sealpost.transport.Courier.Route;
import org.sealpost.transport.Destinations.Pass;
import org.sealpost.transport.Destinations.Turn;

class DestinationsTest {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
    private static final Route DEAD = new Route.Exchangers(new Domain("dead.example"));
    private static final Route ALIVE = new Route.SmartHost("relay.example", 25);

    private Instant now = START;
    private final InstantSource source = () -> now;
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private final List<Route> recovered = new ArrayList<>();
    private final Destinations destinations = new Destinations(20, clock, recovered::add);

    @Test
    void aStrangerGetsFewAtOnceAndMoreWithEachThatItTakes() throws InterruptedException {
        List<Pass> passes = enterAll(ALIVE, 3);
        assertThat(destinations.ask(ALIVE)).isInstanceOf(Turn.Later.class);
        assertThat(destinations.enter(ALIVE)).as("waited in vain").isEmpty();

        passes.forEach(Pass::answered);

        enterAll(ALIVE, 3);
        assertThat(destinations.rest(ALIVE)).isEmpty();
    }

    @Test
    void neverMoreGoToOneDestinationThanIsAllowed() throws InterruptedException {
        for (int i = 0; i < 40; i++) {
            succeed(ALIVE);
        }
        List<Pass> passes = enterAll(ALIVE, 20);

        assertThat(destinations.enter(ALIVE)).isEmpty();
        passes.getFirst().close();
        passes.getFirst().close();

        enterAll(ALIVE, 1);
        assertThat(destinations.enter(ALIVE))
                .as("a pass that was closed twice is one")
                .isEmpty();
    }

    @Test
    void oneThatDoesNotAnswerIsTriedByOneMessageAtATime() throws InterruptedException {
        List<Pass> first = enterAll(DEAD, 3);
        first.forEach(pass -> fail(pass, "nobody there"));

        Turn.Resting resting = (Turn.Resting) destinations.ask(DEAD);
        assertThat(resting.rest())
                .isEqualTo(new Destinations.Rest("dead.example", START, START.plusSeconds(60), "nobody there"));
        assertThat(destinations.enter(DEAD)).isEmpty();

        now = START.plusSeconds(61);
        assertThat(destinations.ask(DEAD)).isEqualTo(new Turn.Go());
        Pass probe = destinations.enter(DEAD).orElseThrow();
        assertThat(destinations.ask(DEAD)).as("while it tries").isInstanceOf(Turn.Resting.class);
        fail(probe, "still nobody there");
        assertThat(destinations.rest(DEAD).orElseThrow().until()).isEqualTo(now.plus(Duration.ofMinutes(2)));
        assertThat(destinations.rest(DEAD).orElseThrow().since()).isEqualTo(START);
        assertThat(recovered).isEmpty();
    }

    @Test
    void itsReturnIsTold() throws InterruptedException {
        fail(destinations.enter(DEAD).orElseThrow(), "nobody there");
        now = START.plusSeconds(61);

        succeed(DEAD);
        succeed(DEAD);

        assertThat(recovered).containsExactly(DEAD);
        assertThat(destinations.ask(DEAD)).isEqualTo(new Turn.Go());
    }

    @Test
    void oneThatAnsweredAMomentAgoIsNotDeadButBusy() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            succeed(ALIVE);
        }

        fail(destinations.enter(ALIVE).orElseThrow(), "421 too many connections");

        assertThat(destinations.rest(ALIVE)).isEmpty();
        enterAll(ALIVE, 6);
        assertThat(destinations.enter(ALIVE)).as("half of the room is left").isEmpty();
    }

    @Test
    void manyDeadOnesLeaveRoomForOthers() throws InterruptedException {
        for (int i = 0; i < 8; i++) {
            enterAll(new Route.Exchangers(new Domain("dead" + i + ".example")), 2);
        }
        assertThat(destinations.enter(DEAD)).as("16 are with strangers").isEmpty();

        Destinations known = new Destinations(20, clock, route -> {});
        Pass good = known.enter(ALIVE).orElseThrow();
        good.answered();
        good.close();
        for (int i = 0; i < 16; i++) {
            assertThat(known.enter(new Route.Exchangers(new Domain("dead" + i + ".example"))))
                    .isPresent();
        }
        assertThat(known.enter(ALIVE)).as("one that is known to answer").isPresent();
    }

    @Test
    void whoFindsNoRoomHasAPlaceInTheLineAndTheLineIsNotLong() throws InterruptedException {
        enterAll(DEAD, 3);
        List<Instant> places = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            places.add(((Turn.Later) destinations.ask(DEAD)).at());
        }

        assertThat(places).allMatch(at -> !at.isBefore(START.plusSeconds(1)));
        assertThat(places).allMatch(at -> !at.isAfter(START.plus(Duration.ofMinutes(5))));
        assertThat(places.subList(0, 3_000)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void anAdministratorHasAllOfThemTriedAtOnce() throws InterruptedException {
        fail(destinations.enter(DEAD).orElseThrow(), "nobody there");

        destinations.tryAll();

        assertThat(destinations.enter(DEAD)).isPresent();
    }

    private List<Pass> enterAll(Route route, int count) throws InterruptedException {
        List<Pass> passes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Optional<Pass> pass = destinations.enter(route);
            assertThat(pass).as("number " + i).isPresent();
            passes.add(pass.orElseThrow());
        }
        return passes;
    }

    private void succeed(Route route) throws InterruptedException {
        try (Pass pass = destinations.enter(route).orElseThrow()) {
            pass.answered();
        }
    }

    private static void fail(Pass pass, String reason) {
        pass.unanswered(reason);
        pass.close();
    }
}
