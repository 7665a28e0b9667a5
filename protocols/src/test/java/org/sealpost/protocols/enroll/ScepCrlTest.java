package org.sealpost.protocols.enroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.AuthorityCeremony;
import org.sealpost.pki.AuthorityLimits;
import org.sealpost.pki.AuthorityPlan;
import org.sealpost.pki.AuthorityRecord;
import org.sealpost.pki.AuthorityStep;
import org.sealpost.pki.CertificateRequest;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.Templates;

/** A client asks by SCEP for the list of whatever authority of ours issued a certificate (RFC 8894 section 3.3.4). */
class ScepCrlTest {
    private static final String PREFIX = "2.16.840.1.113733.1.9.";
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");

    @TempDir
    private Path folder = Path.of("");

    private Optional<TrialOffice> opened = Optional.empty();

    @BeforeEach
    void open() throws IOException {
        opened = Optional.of(new TrialOffice(folder));
        AuthorityStep labs = new AuthorityCeremony(office().authority, office().book, office().keys)
                .add("labs", AuthorityPlan.USUAL.issuing(), "root", AuthorityLimits.ISSUING, Instant.now());
        labs.before().makeNow();
        labs.after().get().makeNow();
    }

    @AfterEach
    void close() {
        opened.ifPresent(TrialOffice::close);
    }

    private TrialOffice office() {
        return opened.orElseThrow();
    }

    @Test
    void theListOfEachAuthorityIsGiven() throws Exception {
        KeyPair pair = KeyPairs.generate("RSA-2048");
        X509Certificate client = client(pair);

        for (String name : List.of("issuing", "labs", "root")) {
            X500Name subject = subject(name);

            CMSSignedData answer = ask(pair, client, new IssuerAndSerialNumber(subject, BigInteger.TEN));

            assertThat(status(answer)).isEqualTo("0");
            assertThat(list(answer, pair).getIssuer()).as(name).isEqualTo(subject);
        }
    }

    @Test
    void aListOfSomebodyElseIsRefused() throws Exception {
        KeyPair pair = KeyPairs.generate("RSA-2048");

        CMSSignedData answer =
                ask(pair, client(pair), new IssuerAndSerialNumber(new X500Name("CN=Elsewhere"), BigInteger.TEN));

        assertThat(status(answer)).isEqualTo("2");
    }

    private X500Name subject(String authority) {
        byte[] der = office().book.authorities().stream()
                .filter(one -> one.name().equals(authority))
                .findFirst()
                .flatMap(AuthorityRecord::certificate)
                .orElseThrow();
        return org.bouncycastle.asn1.x509.Certificate.getInstance(der).getSubject();
    }

    private X509Certificate client(KeyPair pair) throws Exception {
        Issued issued = office().authority
                .issue(
                        CertificateRequest.mail(Templates.MAIL_SIGN, "Ann", List.of(ANN), pair.getPublic(), ANN.key()),
                        Instant.now());
        return certificate(issued.certificate().der());
    }

    private static X509Certificate certificate(byte[] der) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    private CMSSignedData ask(KeyPair pair, X509Certificate client, IssuerAndSerialNumber about) throws Exception {
        CMSEnvelopedDataGenerator envelope = new CMSEnvelopedDataGenerator();
        envelope.addRecipientInfoGenerator(new JceKeyTransRecipientInfoGenerator(registration()));
        byte[] closed = envelope.generate(
                        new CMSProcessableByteArray(about.getEncoded()),
                        new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES128_CBC).build())
                .getEncoded();
        ASN1EncodableVector attributes = new ASN1EncodableVector();
        put(attributes, "2", new DERPrintableString("22"));
        put(attributes, "5", new DEROctetString(new byte[16]));
        put(attributes, "7", new DERPrintableString("one"));
        CMSSignedDataGenerator signature = new CMSSignedDataGenerator();
        signature.addSignerInfoGenerator(new JcaSimpleSignerInfoGeneratorBuilder()
                .setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(new AttributeTable(attributes)))
                .build("SHA256withRSA", pair.getPrivate(), client));
        signature.addCertificate(new X509CertificateHolder(client.getEncoded()));
        byte[] message =
                signature.generate(new CMSProcessableByteArray(closed), true).getEncoded();
        return new CMSSignedData(
                http(HttpRequest.newBuilder(URI.create(office().plain() + "/scep?operation=PKIOperation"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(message))
                        .build()));
    }

    private static void put(ASN1EncodableVector attributes, String number, ASN1Encodable value) {
        ASN1ObjectIdentifier type = new ASN1ObjectIdentifier(PREFIX + number);
        attributes.add(new Attribute(type, new DERSet(value)));
    }

    /** The one of the certificates that the service tells which is no authority's. */
    private X509Certificate registration() throws Exception {
        byte[] told = http(HttpRequest.newBuilder(URI.create(office().plain() + "/scep?operation=GetCACert"))
                .build());
        return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(told)).stream()
                .map(X509Certificate.class::cast)
                .filter(one -> one.getBasicConstraints() < 0)
                .findFirst()
                .orElseThrow();
    }

    private static byte[] http(HttpRequest request) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        }
    }

    private static String status(CMSSignedData answer) {
        ASN1Encodable value = answer.getSignerInfos()
                .iterator()
                .next()
                .getSignedAttributes()
                .get(new ASN1ObjectIdentifier(PREFIX + "3"))
                .getAttrValues()
                .getObjectAt(0);
        return ASN1PrintableString.getInstance(value).getString();
    }

    private static X509CRLHolder list(CMSSignedData answer, KeyPair pair) throws Exception {
        byte[] closed = (byte[]) answer.getSignedContent().getContent();
        byte[] opened = new CMSEnvelopedData(closed)
                .getRecipientInfos()
                .iterator()
                .next()
                .getContent(new JceKeyTransEnvelopedRecipient(pair.getPrivate()));
        return new CMSSignedData(opened).getCRLs().getMatches(null).iterator().next();
    }
}
