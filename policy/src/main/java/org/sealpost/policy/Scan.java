package org.sealpost.policy;

/** What a scanner said about one message. */
public sealed interface Scan {
    String scanner();

    /** It looked into all of it and found nothing. */
    record Clean(String scanner) implements Scan {}

    /**
     * It found something that must not be delivered.
     *
     * @param name of what was found, in the scanner's words
     */
    record Infected(String scanner, String name) implements Scan {}

    /** The message is larger than the scanner looks into. */
    record TooLarge(String scanner) implements Scan {}

    /** It gave no answer that counts. */
    record Failed(String scanner, String reason) implements Scan {}
}
