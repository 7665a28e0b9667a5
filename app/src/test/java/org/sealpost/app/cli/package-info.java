/** Tests of the command line. */
@NullMarked
package org.sealpost.app.cli;

import org.jspecify.annotations.NullMarked;
