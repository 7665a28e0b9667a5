/** Backups of everything, what happened since, and the way back to a whole house. */
@NullMarked
package org.sealpost.app.backup;

import org.jspecify.annotations.NullMarked;
