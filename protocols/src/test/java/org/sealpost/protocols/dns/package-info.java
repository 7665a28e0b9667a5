/** Tests of the questions to the domain name system. */
@NullMarked
package org.sealpost.protocols.dns;

import org.jspecify.annotations.NullMarked;
