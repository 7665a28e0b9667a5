/** How the server asks public authorities for a certificate (ACME, RFC 8555). */
@NullMarked
package org.sealpost.protocols.acme;

import org.jspecify.annotations.NullMarked;
