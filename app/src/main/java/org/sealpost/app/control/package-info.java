/** How the command line reaches the running server: a socket that only the same user can open. */
@NullMarked
package org.sealpost.app.control;

import org.jspecify.annotations.NullMarked;
