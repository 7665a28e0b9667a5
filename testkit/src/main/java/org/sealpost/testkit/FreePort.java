package org.sealpost.testkit;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that must be told one before they open it. */
public final class FreePort {
    private static final int TRIES = 100;

    private FreePort() {}

    /** One that nobody gets by chance before the server opens it: below those that the system gives to clients. */
    public static int find() throws IOException {
        for (int tries = 1; ; tries++) {
            try (ServerSocket probe =
                    new ServerSocket(ThreadLocalRandom.current().nextInt(20_000, 30_000))) {
                return probe.getLocalPort();
            } catch (BindException e) {
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }
}
