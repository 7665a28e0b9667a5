@NullMarked
package org.sealpost.pki.revocation;

import org.jspecify.annotations.NullMarked;
