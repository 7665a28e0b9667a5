/** Tests of the format of backups. */
@NullMarked
package org.sealpost.protection.bundle;

import org.jspecify.annotations.NullMarked;
