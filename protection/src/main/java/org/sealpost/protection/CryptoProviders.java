package org.sealpost.protection;

import java.security.Provider;
import java.security.Security;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses who does the arithmetic: the Amazon Corretto Crypto Provider if it runs on this machine and passes its self-test,
 * else Java's own. Called once at start, before any key is made.
 */
public final class CryptoProviders {
    private static final Logger LOG = LoggerFactory.getLogger(CryptoProviders.class);
    private static final String CORRETTO = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    private CryptoProviders() {}

    /** Installs the fastest provider that works. Says which in words, for the log and the doctor; safe to call again. */
    @SuppressWarnings("IllegalCatch") // A native library can fail in any way; the house runs without it.
    public static synchronized String install() {
        if (Security.getProvider("AmazonCorrettoCryptoProvider") != null) {
            return "Amazon Corretto Crypto Provider";
        }
        try {
            Class<?> type = Class.forName(CORRETTO);
            Provider provider = (Provider) type.getField("INSTANCE").get(null);
            type.getMethod("assertHealthy").invoke(provider);
            Security.insertProviderAt(provider, 1);
            return "Amazon Corretto Crypto Provider";
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.info(
                    "Amazon Corretto Crypto Provider does not run here, Java's own providers do the work: {}",
                    cause(e));
            return "Java's own providers";
        }
    }

    private static String cause(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest.toString();
    }
}
