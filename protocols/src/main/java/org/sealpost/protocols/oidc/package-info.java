/** The organisation's issuer of tokens (OpenID Connect), by which people log in. */
@NullMarked
package org.sealpost.protocols.oidc;

import org.jspecify.annotations.NullMarked;
