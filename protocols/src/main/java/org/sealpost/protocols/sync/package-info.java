/** Another directory, LDAP or Active Directory: people are taken from it, and certificates are written back. */
@NullMarked
package org.sealpost.protocols.sync;

import org.jspecify.annotations.NullMarked;
