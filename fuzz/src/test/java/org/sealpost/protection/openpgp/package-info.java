@NullMarked
package org.sealpost.protection.openpgp;

import org.jspecify.annotations.NullMarked;
