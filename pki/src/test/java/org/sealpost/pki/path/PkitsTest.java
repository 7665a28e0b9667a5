package org.sealpost.pki.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.PathFacts.RevocationStatus;
import org.sealpost.identity.RevocationFinding;
import org.sealpost.identity.RevocationMode;
import org.sealpost.pki.revocation.CrlBook;
import org.sealpost.pki.revocation.CrlShelf;
import org.sealpost.pki.revocation.FetchConfig;
import org.sealpost.pki.revocation.Fetcher;
import org.sealpost.pki.revocation.RevocationService;
import org.sealpost.pki.revocation.RevocationService.Evidence;
import org.sealpost.pki.revocation.RevocationService.OwnBook;

/** NIST's suite of path validation: 249 runs, paths and CRLs with everything that RFC 5280 section 6 says about them. */
class PkitsTest {
    private static final Instant AT = Instant.parse("2011-04-15T00:00:00Z");
    private static final String POLICY = "2.16.840.1.101.3.2.1.48.";
    private static final List<JsonNode> RUNS = runs();

    private final RevocationService revocation = new RevocationService(
            new CrlShelf(CrlBook.none(), Clock.fixed(AT, ZoneOffset.UTC)),
            new Fetcher(FetchConfig.OFFLINE),
            OwnBook.none(),
            Clock.fixed(AT, ZoneOffset.UTC));

    static Stream<Run> all() {
        return RUNS.stream().map(Run::new);
    }

    record Run(JsonNode node) {
        @Override
        public String toString() {
            return node.get("id").asText() + " " + node.get("title").asText();
        }
    }

    @Test
    void thereAre249Runs() {
        assertThat(RUNS).hasSize(249);
    }

    @ParameterizedTest
    @MethodSource("all")
    void agreesWithNist(Run run) {
        boolean valid = isValid(run.node());

        assertThat(valid).as(run.toString()).isEqualTo(run.node().get("valid").asBoolean());
    }

    private boolean isValid(JsonNode run) {
        List<PathCertificate> certificates =
                texts(run.get("certs")).map(name -> certificate(name)).toList();
        ValidationRequest request = new ValidationRequest(
                certificates.getLast(),
                certificates,
                List.of(new ValidationRequest.Anchor(
                        certificates.getFirst(), TrustGrant.whole(true, true).withRevocation(RevocationMode.HARD))),
                ChainPurpose.ANY,
                AT,
                AT,
                Optional.empty(),
                policies(run),
                Distrust.none());
        Evidence evidence = Evidence.of(
                texts(run.get("crls"))
                        .map(name -> bytes("crls/" + name + ".crl"))
                        .toList(),
                List.of());
        return PathValidator.validate(request).paths().stream()
                .filter(PathValidator.CheckedPath::isWhole)
                .anyMatch(path -> revocation.check(path, request, evidence, false).stream()
                        .map(RevocationStatus::finding)
                        .allMatch(RevocationFinding.Good.class::isInstance));
    }

    private static PolicyInputs policies(JsonNode run) {
        Set<String> initial = texts(run.get("initial_policy_set"))
                .filter(name -> !name.equals("anyPolicy"))
                .map(name -> POLICY + name.replace("NIST-test-policy-", ""))
                .collect(Collectors.toSet());
        return new PolicyInputs(
                initial,
                run.get("initial_explicit_policy").asBoolean(),
                run.get("initial_policy_mapping_inhibit").asBoolean(),
                run.get("initial_inhibit_any_policy").asBoolean());
    }

    private static Stream<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText);
    }

    private static PathCertificate certificate(String name) {
        return PathCertificate.of(bytes("certs/" + name + ".crt"));
    }

    private static List<JsonNode> runs() {
        try {
            return StreamSupport.stream(
                            new ObjectMapper()
                                    .readTree(bytes("pkits-matrix.json"))
                                    .spliterator(),
                            false)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String name) {
        try (InputStream in = Objects.requireNonNull(PkitsTest.class.getResourceAsStream("/pkits/" + name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
