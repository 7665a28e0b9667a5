package org.sealpost.protection;

/** With which algorithms of RSA an organisation writes; it reads those of both. */
public enum SmimeProfile {
    /** PKCS #1 v1.5 for signatures and keys: what every S/MIME program reads. */
    INTEROPERABLE,
    /** RSASSA-PSS and RSAES-OAEP only (RFC 4056, RFC 3560), as some authorities demand; several programs do not read it. */
    OAEP_PSS
}
