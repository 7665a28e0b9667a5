/** The directory over LDAP: address-book look-ups with certificates, read only (RFC 4511, RFC 2798, RFC 4523). */
@NullMarked
package org.sealpost.protocols.ldap;

import org.jspecify.annotations.NullMarked;
