package org.sealpost.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rooms of the house and what each may import, as drawn in docs/architecture.md. */
class RoomsTest {
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("mail", Set.of()),
            Map.entry("identity", Set.of("mail")),
            Map.entry("policy", Set.of("mail", "identity")),
            Map.entry("protection", Set.of("mail", "identity")),
            Map.entry("pki", Set.of("mail", "identity")),
            Map.entry("store", Set.of("mail", "identity", "policy", "protection", "pki")),
            Map.entry("mailbox", Set.of("mail", "identity", "store")),
            Map.entry("transport", Set.of("mail", "identity", "policy", "protection")),
            Map.entry("enrollment", Set.of("mail", "identity", "policy", "pki")),
            Map.entry("access", Set.of("mail", "identity", "policy", "protection")),
            Map.entry(
                    "protocols",
                    Set.of("mail", "identity", "policy", "transport", "access", "mailbox", "enrollment", "pki")),
            Map.entry("web", Set.of("mail", "identity", "policy", "transport", "enrollment", "access")),
            Map.entry(
                    "app",
                    Set.of(
                            "mail",
                            "identity",
                            "policy",
                            "protection",
                            "pki",
                            "store",
                            "mailbox",
                            "transport",
                            "enrollment",
                            "access",
                            "protocols",
                            "web")));

    /** Which outside packages are at home in which rooms only. */
    private static final Map<String, List<String>> AT_HOME_IN = Map.of(
            "org.bouncycastle..", List.of("protection", "pki"),
            "org.apache.james..", List.of("protocols", "mailbox"),
            "io.netty..", List.of("protocols.http", "protocols.balancer"),
            "org.apache.tika..", List.of("transport"),
            // These read what strangers made, in a process of its own.
            "org.apache.pdfbox..", List.of("protocols.files.reader"),
            "org.apache.poi..", List.of("protocols.files.reader"),
            "org.apache.commons.compress..", List.of("protocols.files.reader"),
            "org.tukaani..", List.of("protocols.files.reader"),
            "java.sql..", List.of("store", "mailbox"));

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.sealpost");

    static Stream<String> rooms() {
        return MAY_IMPORT.keySet().stream().sorted();
    }

    static Stream<String> outsiders() {
        return AT_HOME_IN.keySet().stream().sorted();
    }

    @Test
    void everyRoomIsOnTheDrawing() {
        Set<String> found = HOUSE.stream()
                .map(RoomsTest::room)
                .filter(room -> !room.isEmpty())
                .collect(Collectors.toSet());
        assertThat(found).isEqualTo(MAY_IMPORT.keySet());
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void importsOnlyWhatItMay(String room) {
        String[] closed = rooms().filter(other -> !other.equals(room))
                .filter(other -> !MAY_IMPORT.getOrDefault(room, Set.of()).contains(other))
                .map(RoomsTest::in)
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(in(room))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(closed)
                .allowEmptyShould(closed.length == 0)
                .check(HOUSE);
    }

    @ParameterizedTest
    @MethodSource("outsiders")
    void outsideLibrariesStayInTheirRooms(String outsider) {
        noClasses()
                .that()
                .resideOutsideOfPackages(AT_HOME_IN.getOrDefault(outsider, List.of()).stream()
                        .map(RoomsTest::in)
                        .toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(outsider)
                .check(HOUSE);
    }

    @Test
    void roomsHaveNoCycles() {
        slices().matching("org.sealpost.(*)..").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void theProcessThatReadsFilesKnowsNothingOfTheHouse() {
        noClasses()
                .that()
                .resideInAPackage("org.sealpost.protocols.files.reader..")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("org.sealpost..")
                        .and(DescribedPredicate.not(
                                JavaClass.Predicates.resideInAPackage("org.sealpost.protocols.files.reader.."))))
                .check(HOUSE);
    }

    @Test
    void wordsAndDecisionsTouchNothing() {
        noClasses()
                .that()
                .resideInAnyPackage(in("mail"), in("identity"), in("policy"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.util.concurrent..", "org.slf4j..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(HOUSE);
    }

    @Test
    void policiesAreFunctions() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Policy")
                .should()
                .haveModifier(JavaModifier.FINAL)
                .andShould(haveNoState())
                .check(HOUSE);
    }

    @Test
    void factsAreRecords() {
        classes().that().haveSimpleNameEndingWith("Facts").should().beRecords().check(HOUSE);
    }

    @Test
    void nothingWritesToStandardStreams() {
        // The program itself is where the streams come in; everybody else is given a writer.
        noClasses()
                .that()
                .doNotHaveSimpleName("Main")
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
                .check(HOUSE);
    }

    private static ArchCondition<JavaClass> haveNoState() {
        return new ArchCondition<>("have no instance field") {
            @Override
            public void check(JavaClass policy, ConditionEvents events) {
                policy.getFields().stream()
                        .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                        .forEach(field -> events.add(SimpleConditionEvent.violated(field, field.getDescription())));
            }
        };
    }

    private static String in(String room) {
        return "org.sealpost." + room + "..";
    }

    private static String room(JavaClass type) {
        String[] parts = type.getPackageName().split("\\.", -1);
        return parts.length > 2 ? parts[2] : "";
    }
}
