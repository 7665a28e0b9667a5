/** The house as administrators meet it, opened on a folder of its own with all doors shut. */
@NullMarked
package org.sealpost.app;

import org.jspecify.annotations.NullMarked;
