/** Tests of the LDAP door with foreign clients. */
@NullMarked
package org.sealpost.protocols.ldap;

import org.jspecify.annotations.NullMarked;
