package org.sealpost.policy;

/** Why a key that a person brought is taken in or not, or goes out again. */
public enum KeyImportRule implements Rule {
    KEY_IMPORT_NOT_ALLOWED,
    /** The house is not to hold the keys of this person. */
    KEY_BELONGS_ON_DEVICE,
    IMPORTED_CERTIFICATE_IS_OURS,
    IMPORTED_CERTIFICATE_NAMES_OTHERS,
    IMPORTED_CERTIFICATE_NOT_FOR_MAIL,
    IMPORTED_KEY_DOES_NOT_FIT,
    IMPORTED_KEY_IS_WEAK,
    /** Somebody else's certificate here is over the same key. */
    IMPORTED_KEY_OF_ANOTHER,
    IMPORTED_CERTIFICATE_NOT_TRUSTED,
    /** All is well; who has the key need not prove it in another way. */
    IMPORTED_KEY_PROVES_POSSESSION,
    /** The certificate ended or was revoked. */
    IMPORTED_KEY_OPENS_OLD_MAIL,
    /** What came in a file may go out in one. */
    IMPORTED_KEY_MAY_LEAVE
}
