/** The format of a backup: one encrypted file that a passphrase or enough recovery agents open. */
@NullMarked
package org.sealpost.protection.bundle;

import org.jspecify.annotations.NullMarked;
