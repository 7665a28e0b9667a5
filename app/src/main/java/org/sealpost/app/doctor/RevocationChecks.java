package org.sealpost.app.doctor;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.util.List;
import org.sealpost.app.House;

/** Whether outsiders can fetch the CRL that stands in every certificate, and it is fresh. */
final class RevocationChecks implements Check {
    private static final String ID = "SP-PKI-004";
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final House house;

    RevocationChecks(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        if (house.openDoors().isEmpty()) {
            return List.of(Diagnosis.notTested(ID, "the server does not run, so nobody answers for CRLs"));
        }
        return house.certification().crlUrls().entrySet().stream()
                .map(crl -> look(crl.getKey(), crl.getValue()))
                .toList();
    }

    private Diagnosis look(String authority, URI url) {
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(url).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofByteArray());
            X509CRL crl = (X509CRL)
                    CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(answer.body()));
            boolean fresh =
                    crl.getNextUpdate().toInstant().isAfter(house.clock().instant());
            return fresh
                    ? Diagnosis.good(
                            ID,
                            "authority " + authority + ": " + url + " gives a CRL that is good until "
                                    + crl.getNextUpdate().toInstant())
                    : unreachable("the CRL at " + url + " was good until "
                            + crl.getNextUpdate().toInstant());
        } catch (IOException | GeneralSecurityException e) {
            return unreachable(url + ": " + (e.getMessage() == null ? "no answer" : e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Diagnosis.notTested(ID, "interrupted");
        }
    }

    private static Diagnosis unreachable(String evidence) {
        return Diagnosis.failure(
                ID,
                "outsiders cannot check our certificates, and some refuse our signed mail",
                evidence,
                "let listen.pki be reached under authority.url, and see that its name resolves");
    }
}
