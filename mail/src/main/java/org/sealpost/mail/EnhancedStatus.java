package org.sealpost.mail;

/** An enhanced mail system status code, RFC 3463: class 4 is worth another try, class 5 is final. */
public record EnhancedStatus(int statusClass, int subject, int detail) {
    public static final EnhancedStatus OTHER_TEMPORARY = new EnhancedStatus(4, 3, 0);
    public static final EnhancedStatus BAD_MAILBOX = new EnhancedStatus(5, 1, 1);
    public static final EnhancedStatus MAILBOX_FULL = new EnhancedStatus(4, 2, 2);
    public static final EnhancedStatus STORAGE_FULL = new EnhancedStatus(4, 3, 1);
    public static final EnhancedStatus TOO_LARGE = new EnhancedStatus(5, 3, 4);
    public static final EnhancedStatus NETWORK_TEMPORARY = new EnhancedStatus(4, 4, 1);
    public static final EnhancedStatus EXPIRED = new EnhancedStatus(5, 4, 7);
    public static final EnhancedStatus POLICY_REFUSED = new EnhancedStatus(5, 7, 1);
    public static final EnhancedStatus CRYPTOGRAPHIC_FAILURE = new EnhancedStatus(5, 7, 5);

    public EnhancedStatus {
        if (statusClass != 2 && statusClass != 4 && statusClass != 5) {
            throw new IllegalArgumentException("status class must be 2, 4 or 5: " + statusClass);
        }
    }

    public boolean isTemporary() {
        return statusClass == 4;
    }

    @Override
    public String toString() {
        return statusClass + "." + subject + "." + detail;
    }
}
