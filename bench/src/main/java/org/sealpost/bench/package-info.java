/** Benchmarks of the crafts and decisions. */
@NullMarked
package org.sealpost.bench;

import org.jspecify.annotations.NullMarked;
