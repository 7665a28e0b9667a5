package org.sealpost.identity;

import java.util.List;

/** Finds the keys with which a signature may have been made. */
@FunctionalInterface
public interface OpenPgpSigners {
    /** Keys with this primary key or subkey, in any status; two keys of one id are possible, if unlikely. */
    List<OpenPgpKey> withKeyId(String keyId);
}
