package org.sealpost.app.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.enrollment.PolicyWords;
import org.sealpost.enrollment.TemplateAdministration;
import org.sealpost.identity.PolicyObject;
import org.sealpost.identity.PolicyObject.Switches;
import org.sealpost.identity.Trustee;
import org.sealpost.mail.Domain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost policy}. */
@Command(
        name = "policy",
        description = "Policies of autoenrolment: which templates are deployed where, and what happens by itself.",
        synopsisSubcommandLabel = "COMMAND")
final class PolicyCommand {
    private static final int PREVIEW_LIMIT = 10_000;

    private final Session session;

    PolicyCommand(Session session) {
        this.session = session;
    }

    /** A switch as it is typed. */
    enum Switch {
        on,
        off,
        /** As the policy above says. */
        inherit;

        Optional<Boolean> value() {
            return this == inherit ? Optional.empty() : Optional.of(this == on);
        }
    }

    /** What a policy may say; what is not given stays as it is. */
    static final class Properties {
        @Option(
                names = "--at",
                paramLabel = "PLACE",
                description = "'organisation', a domain, or a unit such as example.org/Legal.")
        private @Nullable String place;

        @Option(names = "--templates", paramLabel = "TEMPLATE", split = ",", description = "The templates it deploys.")
        private @Nullable List<String> templates;

        @Option(
                names = "--only",
                paramLabel = "TRUSTEE",
                split = ",",
                description = "Applies to these only, such as 'group legal@example.org'; 'everyone' for all.")
        private @Nullable List<String> only;

        @Option(names = "--enroll", description = "Enrol certificates automatically: on, off, inherit.")
        private @Nullable Switch enroll;

        @Option(
                names = "--renew",
                description = "Renew expired, update pending, remove revoked certificates: on, off, inherit.")
        private @Nullable Switch renew;

        @Option(
                names = "--update",
                description = "Follow new versions of templates and superseding ones: on, off, inherit.")
        private @Nullable Switch update;

        @Option(
                names = "--enforced",
                description = "Units below can neither block nor overrule it: true or false.",
                arity = "1")
        private @Nullable Boolean enforced;

        PolicyObject over(PolicyObject before) {
            Optional<String> where = Optional.ofNullable(place).filter(given -> !"organisation".equals(given));
            return new PolicyObject(
                    before.name(),
                    place == null ? before.domain() : where.map(Properties::domain),
                    place == null ? before.unit() : where.map(Properties::unit).orElse(""),
                    Optional.ofNullable(enforced).orElse(before.enforced()),
                    new Switches(
                            value(enroll, before.switches().enroll()),
                            value(renew, before.switches().renew()),
                            value(update, before.switches().update())),
                    templates == null ? before.templates() : given(templates),
                    only == null ? before.only() : trustees(only));
        }

        private static Optional<Boolean> value(@Nullable Switch given, Optional<Boolean> before) {
            return given == null ? before : given.value();
        }

        private static Domain domain(String place) {
            return new Domain(place.split("/", 2)[0]);
        }

        private static String unit(String place) {
            return place.contains("/") ? place.split("/", 2)[1] : "";
        }

        private static List<String> given(List<String> names) {
            return names.stream()
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .toList();
        }

        private static List<Trustee> trustees(List<String> names) {
            return given(names).stream()
                    .map(Trustee::parse)
                    .filter(trustee -> trustee.kind() != Trustee.Kind.EVERYONE)
                    .toList();
        }
    }

    private TemplateAdministration policies() {
        return session.house().certification().templates();
    }

    @Command(description = "List the policies and what they say.")
    void list(@Mixin Form form) {
        if (form.isJson()) {
            session.json(
                    policies().policies().stream().map(PolicyCommand::facts).toList());
            return;
        }
        session.table(
                List.of("NAME", "AT", "DEPLOYS", "ENROL", "RENEW", "UPDATE", "ONLY"),
                policies().policies().stream()
                        .map(policy -> List.of(
                                policy.name() + (policy.enforced() ? " (enforced)" : ""),
                                PolicyWords.place(policy),
                                policy.templates().isEmpty() ? "-" : String.join(", ", policy.templates()),
                                PolicyWords.word(policy.switches().enroll()),
                                PolicyWords.word(policy.switches().renew()),
                                PolicyWords.word(policy.switches().update()),
                                policy.only().isEmpty()
                                        ? "-"
                                        : String.join(
                                                ", ",
                                                policy.only().stream()
                                                        .map(Trustee::toString)
                                                        .toList())))
                        .toList());
        policies().blocked().stream().sorted().forEach(place -> session.say("blocked from above: " + place));
    }

    @Command(description = "Add a policy.")
    void add(
            @Parameters(paramLabel = "NAME") String name,
            @Mixin Properties properties,
            @Option(names = "--preview", description = "Only show who would get what.") boolean preview) {
        if (policies().policies().stream().anyMatch(policy -> policy.name().equalsIgnoreCase(name))) {
            throw new Mistake("there is a policy " + name + " already; change it with: sealpost policy set");
        }
        PolicyObject empty = checkedNew(name);
        save(over(properties, empty), preview);
    }

    @Command(description = "Change a policy.")
    void set(
            @Parameters(paramLabel = "NAME") String name,
            @Mixin Properties properties,
            @Option(names = "--preview", description = "Only show who would get what.") boolean preview) {
        save(over(properties, policies().requirePolicy(name)), preview);
    }

    @Command(description = "Remove a policy. Certificates that were issued stay.")
    void remove(@Parameters(paramLabel = "NAME") String name) {
        policies().removePolicy(name, session.actor());
        session.say("removed " + name);
    }

    @Command(description = "Let a unit take nothing from the policies above it but what they enforce.")
    void block(@Parameters(paramLabel = "PLACE", description = "Such as example.org/Legal.") String place) {
        policies().block(place(place), true, session.actor());
        session.say("blocked: " + place);
    }

    @Command(description = "Let a unit take from the policies above it again.")
    void unblock(@Parameters(paramLabel = "PLACE") String place) {
        policies().block(place(place), false, session.actor());
        session.house().certification().pulse().everybody();
        session.say("no longer blocked: " + place);
    }

    private String place(String given) {
        String normal = given.strip().toLowerCase(java.util.Locale.ROOT);
        boolean known = session.house().directory().units().stream()
                .anyMatch(unit -> (unit.domain().name() + "/" + unit.path())
                        .toLowerCase(java.util.Locale.ROOT)
                        .equals(normal));
        if (!known) {
            throw new Mistake(
                    "expected a unit such as example.org/Legal; there is no " + given + "; see: sealpost unit list");
        }
        return normal;
    }

    private void requireKnown(PolicyObject policy) {
        for (Trustee trustee : policy.only()) {
            Trustee known = Trustees.known(session, trustee);
            if (!known.equals(trustee)) {
                throw new Mistake("expected the whole name: --only '" + known + "', not '" + trustee + "'");
            }
        }
    }

    /** A policy at a place that does not exist would say nothing, and nobody would notice. */
    private void requirePlace(PolicyObject policy) {
        policy.domain().ifPresent(domain -> {
            if (!session.house().directory().isAccepted(domain)) {
                throw new Mistake("there is no domain " + domain + " here; see: sealpost domain list");
            }
        });
        if (!policy.unit().isEmpty()) {
            place(PolicyWords.place(policy));
        }
    }

    private void save(PolicyObject policy, boolean preview) {
        requirePlace(policy);
        requireKnown(policy);
        if (preview) {
            Outlooks.say(
                    session, session.house().certification().enrollment().preview(Optional.of(policy), PREVIEW_LIMIT));
            return;
        }
        policies().putPolicy(policy, session.actor());
        session.house().certification().pulse().everybody();
        session.say(PolicyWords.of(policy));
    }

    private static PolicyObject checkedNew(String name) {
        try {
            return new PolicyObject(name, Optional.empty(), "", false, Switches.OPEN, List.of(), List.of());
        } catch (IllegalArgumentException e) {
            throw new Mistake(String.valueOf(e.getMessage()));
        }
    }

    private static PolicyObject over(Properties properties, PolicyObject before) {
        try {
            return properties.over(before);
        } catch (IllegalArgumentException e) {
            throw new Mistake(String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, Object> facts(PolicyObject policy) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", policy.name());
        facts.put("place", PolicyWords.place(policy));
        facts.put("enforced", policy.enforced());
        facts.put("templates", policy.templates());
        facts.put("enroll", PolicyWords.word(policy.switches().enroll()));
        facts.put("renew", PolicyWords.word(policy.switches().renew()));
        facts.put("update", PolicyWords.word(policy.switches().update()));
        facts.put(
                "only",
                Arrays.asList(policy.only().stream().map(Trustee::toString).toArray()));
        return facts;
    }
}
