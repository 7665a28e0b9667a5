package org.sealpost.protocols.ldap;

/** Checks who binds. */
@FunctionalInterface
public interface Login {
    /** Whether this is the password of the account with this mail address. */
    boolean isRight(String name, char[] password, String clientAddress);
}
