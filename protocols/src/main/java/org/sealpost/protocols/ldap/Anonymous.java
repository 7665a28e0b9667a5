package org.sealpost.protocols.ldap;

/** What a client that did not log in is told. */
public enum Anonymous {
    /** Nothing, except where a domain publishes its certificates. */
    NONE,
    /** The certificates under an exact mail address. */
    CERTIFICATES,
    /** All that people of the organisation see. */
    ADDRESS_BOOK
}
