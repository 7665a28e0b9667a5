/** Tests of logins by tokens. */
@NullMarked
package org.sealpost.protocols.oidc;

import org.jspecify.annotations.NullMarked;
