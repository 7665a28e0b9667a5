package org.sealpost.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An OpenID provider on loopback, with HTTPS under an authority of its own; tells its keys and signs what it is told to. */
public final class Issuer implements AutoCloseable {
    private static final char[] PASSWORD = "testing".toCharArray();

    private final Path folder;
    private final HttpsServer server;
    private final Map<String, Key> published = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();

    /** A key that signs tokens, by the name of its algorithm (RFC 7518, RFC 8037). */
    public record Key(String id, String algorithm, KeyPair pair) {
        public static Key make(String id, String algorithm) {
            try {
                KeyPairGenerator generator = switch (algorithm) {
                    case "ES256" -> {
                        KeyPairGenerator curve = KeyPairGenerator.getInstance("EC");
                        curve.initialize(new ECGenParameterSpec("secp256r1"));
                        yield curve;
                    }
                    case "EdDSA" -> KeyPairGenerator.getInstance("Ed25519");
                    default -> {
                        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
                        rsa.initialize(2048);
                        yield rsa;
                    }
                };
                return new Key(id, algorithm, generator.generateKeyPair());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Claims, as JSON, in a signed token. */
        public String sign(String claims) {
            String text = base64("{\"alg\":\"" + algorithm + "\",\"kid\":\"" + id + "\"}") + "." + base64(claims);
            try {
                Signature signature = signature();
                signature.initSign(pair.getPrivate());
                signature.update(text.getBytes(StandardCharsets.US_ASCII));
                return text + "." + base64(signature.sign());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private Signature signature() throws GeneralSecurityException {
            return switch (algorithm) {
                case "ES256" -> Signature.getInstance("SHA256withECDSAinP1363Format");
                case "EdDSA" -> Signature.getInstance("Ed25519");
                case "PS256" -> {
                    Signature pss = Signature.getInstance("RSASSA-PSS");
                    pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
                    yield pss;
                }
                default -> Signature.getInstance("SHA256withRSA");
            };
        }

        private String json() {
            String common = "{\"use\":\"sig\",\"kid\":\"" + id + "\",\"alg\":\"" + algorithm + "\",";
            return common
                    + switch (pair.getPublic()) {
                        case RSAPublicKey rsa ->
                            "\"kty\":\"RSA\",\"n\":\"" + number(rsa.getModulus(), 256) + "\",\"e\":\"AQAB\"}";
                        case ECPublicKey curve ->
                            "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\""
                                    + number(curve.getW().getAffineX(), 32) + "\",\"y\":\""
                                    + number(curve.getW().getAffineY(), 32) + "\"}";
                        case PublicKey edwards ->
                            "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + last32(edwards) + "\"}";
                    };
        }

        private static String number(BigInteger number, int length) {
            byte[] bytes = number.toByteArray();
            byte[] fixed = new byte[length];
            int count = Math.min(length, bytes.length);
            System.arraycopy(bytes, bytes.length - count, fixed, length - count, count);
            return base64(fixed);
        }

        /** The key itself is the end of its SubjectPublicKeyInfo (RFC 8410 section 4). */
        private static String last32(PublicKey key) {
            byte[] encoded = key.getEncoded();
            return base64(java.util.Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        }
    }

    private Issuer(Path folder, HttpsServer server) {
        this.folder = folder;
        this.server = server;
        server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, configuration()));
        server.createContext("/keys", exchange -> {
            asked.incrementAndGet();
            answer(exchange, keys());
        });
        server.start();
    }

    public static Issuer start() {
        try {
            Path folder = TestFolders.make("issuer");
            openssl(folder, "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=Issuer-CA");
            openssl(
                    folder,
                    "req -x509 -newkey rsa:2048 -nodes -keyout server.key -out server.pem -days 2 -subj /CN=localhost"
                            + " -CA ca.pem -CAkey ca.key -addext subjectAltName=DNS:localhost -addext basicConstraints=CA:FALSE");
            openssl(folder, "pkcs12 -export -in server.pem -inkey server.key -out server.p12 -passout pass:testing");
            HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls(folder.resolve("server.p12"))));
            return new Issuer(folder, server);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext tls(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static void openssl(Path folder, String words) throws IOException {
        Process process = new ProcessBuilder(("openssl " + words).split(" "))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.log").toFile())
                .start();
        if (process.onExit().join().exitValue() != 0) {
            throw new IllegalStateException(Files.readString(folder.resolve("openssl.log")));
        }
    }

    public String url() {
        return "https://localhost:" + server.getAddress().getPort();
    }

    /** By whom its server is trusted, PEM. */
    public Path roots() {
        return folder.resolve("ca.pem");
    }

    /** How often somebody asked for its keys. */
    public int asked() {
        return asked.get();
    }

    /** A new key that is told to those who ask from now on. */
    public Key publish(String id, String algorithm) {
        Key key = Key.make(id, algorithm);
        published.put(id, key);
        return key;
    }

    public void withdraw(Key key) {
        published.remove(key.id());
    }

    private String configuration() {
        return "{\"issuer\":\"" + url() + "\",\"jwks_uri\":\"" + url() + "/keys\"}";
    }

    private String keys() {
        return published.values().stream().map(Key::json).collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
