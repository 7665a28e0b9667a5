package org.sealpost.policy;

/** What becomes of one key when somebody takes keys along. */
public enum KeyExportVerdict {
    EXPORT,
    LEAVE
}
