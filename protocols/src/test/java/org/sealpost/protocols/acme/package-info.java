@NullMarked
package org.sealpost.protocols.acme;

import org.jspecify.annotations.NullMarked;
