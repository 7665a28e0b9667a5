package org.sealpost.app;

import java.util.Map;

/**
 * What the JDK's HTTP server lets a client do, for the page and for enrolment: it has no limits of its own, and reads them
 * once, from system properties. One that is set on the command line stays.
 */
final class HttpLimits {
    private static final Map<String, String> SECONDS = Map.of(
            "sun.net.httpserver.maxReqTime", "15",
            "sun.net.httpserver.maxRspTime", "120",
            "sun.net.httpserver.idleInterval", "30");
    private static final String CONNECTIONS = "1000";

    private HttpLimits() {}

    /** Before the first door is opened. */
    static void set() {
        SECONDS.forEach(HttpLimits::setIfAbsent);
        setIfAbsent("jdk.httpserver.maxConnections", CONNECTIONS);
    }

    private static void setIfAbsent(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
