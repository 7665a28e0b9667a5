package org.sealpost.identity;

/**
 * Tells whether the directory or a certificate changed, so that what was read may be remembered. As long as the number is the
 * same, nothing changed, on any node.
 */
@FunctionalInterface
public interface DirectoryVersion {
    long version();
}
