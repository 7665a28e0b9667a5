@NullMarked
package org.sealpost.pki.path;

import org.jspecify.annotations.NullMarked;
